import { allowedLink } from '../../shared/allowed-link.ts';

/** Longest address that Slack takes for a button; for links it says none. */
const longestLink = 3_000;

/** The address to link, when it may be linked. */
export function linkable(url: string, hosts: ReadonlySet<string>): string | undefined {
  return allowedLink(url, hosts, longestLink);
}
