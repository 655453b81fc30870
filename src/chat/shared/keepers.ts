const day = 86_400_000;

/** How long (milliseconds) buttons are known after their message was last sent, and open forms and shared files are. */
export const keptFor = { buttons: 90 * day, forms: 7 * day, files: 7 * day } as const;

/** Something that keeps things for so many milliseconds, and forgets what is from before `at` (milliseconds since 1970). */
export interface Keeper {
  keptFor: number;
  forget(at: number): Promise<void>;
}
