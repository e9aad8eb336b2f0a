import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

const service = 'http://127.0.0.1:9854'

// What the first page needs travels in one file; pages and Markdown come when they are opened.
const FIRST =
  /node_modules\/(react|react-dom|scheduler|wouter|regexparam)\/|\/src\/(lib|components\/(Icon|Notice|Picker))\b/
const LATER = /\/src\/lib\/(auth|policy|spans|blocks|charts|watch|instruments|tools|format|fold|sse|turns|threads)\./
const isFirst = (id: string) => FIRST.test(id) && !LATER.test(id)

export default defineConfig({
  plugins: [react()],
  // The router brings a stand-in for a hook that React has itself.
  resolve: { alias: { 'use-sync-external-store/shim/index.js': 'react' } },
  server: { proxy: { '/api': service, '/v1': service } },
  build: {
    target: 'es2022',
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    manifest: true,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'app', test: isFirst }] } } },
  },
  test: {
    environment: 'happy-dom',
    include: ['test/**/*.test.{ts,tsx}'],
    setupFiles: ['test/setup.ts'],
    testTimeout: 30_000,
  },
})
