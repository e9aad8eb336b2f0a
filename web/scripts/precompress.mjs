// Writes .br and .gz beside each file that gains from it; the service and nginx send them as they are.
import fs from 'node:fs'
import path from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const TEXT = /\.(html|js|css|svg|json|txt)$/
const SMALL = 500

for (const entry of fs.readdirSync('dist', { recursive: true, withFileTypes: true })) {
  const file = path.join(entry.parentPath, entry.name)
  if (!entry.isFile() || !TEXT.test(file) || file.includes('.vite') || entry.name === 'csp.txt') continue
  const bytes = fs.readFileSync(file)
  if (bytes.length < SMALL) continue
  fs.writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }))
  fs.writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }))
}
