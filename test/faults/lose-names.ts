import dns, { type LookupAddress, type LookupOptions } from 'node:dns';
import { isIP } from 'node:net';

// Loaded into a process before anything else: until SIGUSR2 no name is found.

type Found = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;

const { lookup } = dns;
let isLost = true;

Object.defineProperty(dns, 'lookup', {
  value(name: string, options: LookupOptions, found: Found) {
    if (!isLost || isIP(name) !== 0) return lookup(name, options, found);
    const error = Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND', hostname: name });
    queueMicrotask(() => found(error, ''));
  },
});
process.on('SIGUSR2', () => {
  isLost = false;
});
