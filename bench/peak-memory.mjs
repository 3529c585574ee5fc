// Loaded before a measured program (node --import): when it ends, its peak resident memory goes to file descriptor 3.
import { readFileSync, writeSync } from 'node:fs';

process.on('exit', () => {
  let peakKb = process.resourceUsage().maxRSS;
  try {
    peakKb = Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
  } catch {
    // No such file: not Linux. The system's own account stands.
  }
  writeSync(3, String(peakKb));
});
