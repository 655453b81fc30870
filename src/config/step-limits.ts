/** What holds unless it is set otherwise, by name: a step that writes a file without end must not fill the disk. */
export const usualStepLimits = 'file=20GB';

const form = /^(?:none|(?:(?:^|,)(?:(?:file|memory)=[1-9]\d{0,5}[MG]B|processes=[1-9]\d{0,5}))+)$/;

/** Whether a text says what a step may use: a list such as `file=20GB,memory=8GB,processes=500`, or `none`. */
export function isStepLimits(text: string): boolean {
  return form.test(text);
}

/** The list with the usual size of one file where it names none, so that another limit does not lift that one. */
export function withFileLimit(list: string): string {
  return list === 'none' || list.includes('file=') ? list : `${usualStepLimits},${list}`;
}
