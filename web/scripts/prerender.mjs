// Renders the shell of "/" into index.html, inlines the style sheet and writes the content security policy.
import { createHash } from 'node:crypto'
import fs from 'node:fs'

const { render } = await import('../ssr/entry-server.js')
let html = fs.readFileSync('dist/index.html', 'utf8')
const [link, href] = html.match(/<link rel="stylesheet"[^>]*href="([^"]+)"[^>]*>/)
const style = fs.readFileSync(`dist${href}`, 'utf8')
html = html.replace(link, () => `<style>${style}</style>`).replace('<!--app-html-->', () => render('/'))
fs.writeFileSync('dist/index.html', html)
fs.rmSync('ssr', { recursive: true })

const sha256 = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
const hashes = (tag) =>
  [...html.matchAll(new RegExp(`<${tag}>([^]*?)</${tag}>`, 'g'))].map((m) => sha256(m[1])).join(' ')
const policy = [
  "default-src 'self'",
  `script-src 'self' ${hashes('script')}`,
  `style-src 'self' ${hashes('style')}`,
  "img-src 'self' data:",
  "connect-src 'self'",
  "object-src 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
]
fs.writeFileSync('dist/csp.txt', policy.join('; '))
