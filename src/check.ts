/** One line of `doctor`. */
export interface Check {
  name: string;
  state: 'ok' | 'warning' | 'failed';
  words: string;
  fix?: string;
}
