/** What the reader of definitions asks of a file system. Paths are absolute. */
export interface Disk {
  /** The text of a file; undefined when there is none. A file that is too large or unreadable throws `UserError`. */
  read(path: string): string | undefined;
  kindOf(path: string): 'file' | 'folder' | undefined;
}
