import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** The page is one bundle served from the loopback under a strict policy: nothing inline, nothing fetched from elsewhere. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  // As Node reads it, and as its types say: its other build has no default export.
  resolve: { alias: { mgrs: fileURLToPath(import.meta.resolve('mgrs')) } },
  clearScreen: false,
  logLevel: 'warn',
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 4096,
  },
});
