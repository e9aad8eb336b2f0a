// Fails the build when a first load or a page grows beyond its budget (bytes after gzip).
import fs from 'node:fs'
import { gzipSync } from 'node:zlib'

const KB = 1000
const LAZY = { Md: 54, default: 8 }
const manifest = JSON.parse(fs.readFileSync('dist/.vite/manifest.json', 'utf8'))
const chunks = Object.values(manifest)
const size = (file) => gzipSync(fs.readFileSync(`dist/${file}`), { level: 9 }).length
const sum = (files) => [...files].reduce((total, file) => total + size(file), 0)
const reach = (chunk, seen = new Set()) => {
  if (seen.has(chunk.file)) return seen
  seen.add(chunk.file)
  for (const key of chunk.imports ?? []) reach(manifest[key], seen)
  return seen
}

const entry = chunks.find((chunk) => chunk.isEntry)
const first = new Set(entry.css)
const later = new Set(chunks.flatMap((chunk) => chunk.css ?? []).filter((file) => !first.has(file)))
const rows = [
  ['initial js', sum(reach(entry)), 80],
  ['initial css', sum(first), 4],
  ['later css', sum(later), 5],
  ['index.html', size('index.html'), 10],
]
for (const chunk of chunks) {
  if (chunk.isDynamicEntry) rows.push([chunk.name, size(chunk.file), LAZY[chunk.name] ?? LAZY.default])
}
for (const [name, bytes, limit] of rows) {
  const over = bytes > limit * KB
  console.log(name.padEnd(12), String(bytes).padStart(7), '<=', limit * KB, over ? 'OVER BUDGET' : '')
  if (over) process.exitCode = 1
}
