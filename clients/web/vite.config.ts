import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [svelte()],
  // Svelte's package offers a server build first; tests draw into a document like the browser does.
  resolve: process.env.VITEST ? { conditions: ['browser'] } : {},
  build: {
    target: 'es2022',
    // These know `light-dark()`, so the tokens go out as they are written.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // The policy of the server takes no script, style or font out of a `data:` address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  server: { proxy: { '/v1': { target: 'http://localhost:8080', ws: true } } },
  test: { environment: 'jsdom', include: ['test/**/*.test.ts'], setupFiles: [] },
});
