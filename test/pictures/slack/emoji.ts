/** What stands in the pictures where Slack draws an emoji: not every machine has letters for them. */
const drawings: Readonly<Record<string, string>> = {
  white_check_mark: square(
    '#2ea44f',
    '<path d="M4.6 9.4l2.9 2.9 6-6.4" stroke="#fff" stroke-width="2.2" fill="none"/>',
  ),
  x: '<path d="M3.5 3.5l11 11m0-11l-11 11" stroke="#dd2e44" stroke-width="3.4" fill="none" stroke-linecap="round"/>',
  large_blue_circle: circle('#55acee'),
  white_circle: circle('#e6e7e8', '#b8bcc2'),
  no_entry_sign: `<circle cx="9" cy="9" r="6.9" stroke="#dd2e44" stroke-width="2.2" fill="none"/><path d="M4.2 4.2l9.6 9.6" stroke="#dd2e44" stroke-width="2.2"/>`,
};

const tasks: Readonly<Record<string, string>> = {
  complete: '<path d="M4 9.4l3.3 3.3 7-7.4" stroke="#007a5a" stroke-width="1.8" fill="none"/>',
  in_progress: '<path d="M9 2.2a6.8 6.8 0 1 1-6.8 6.8" stroke="#1264a3" stroke-width="1.8" fill="none"/>',
  pending: '<circle cx="9" cy="9" r="6.4" stroke="#a0a2a5" stroke-width="1.5" fill="none"/>',
  error:
    '<circle cx="9" cy="9" r="7.4" fill="#e01e5a"/><path d="M9 4.8v5.2" stroke="#fff" stroke-width="1.9"/><circle cx="9" cy="12.6" r="1.15" fill="#fff"/>',
};

/** An emoji by Slack's name of it. */
export function emojiPicture(name: string): string {
  return svg(drawings[name], `:${name}:`);
}

/** What a task of a plan has at its front. */
export function taskPicture(status: string): string {
  return svg(tasks[status], status);
}

function svg(inner: string | undefined, words: string): string {
  return inner === undefined ? words : `<svg class="emoji" viewBox="0 0 18 18">${inner}</svg>`;
}

function square(colour: string, inner: string): string {
  return `<rect x="1" y="1" width="16" height="16" rx="3" fill="${colour}"/>${inner}`;
}

function circle(colour: string, edge = colour): string {
  return `<circle cx="9" cy="9" r="7.6" fill="${colour}" stroke="${edge}"/>`;
}
