// Strips funding and other addresses from the lock file, which then names no host.
import fs from 'node:fs'

const lock = JSON.parse(fs.readFileSync('package-lock.json', 'utf8'))
for (const entry of Object.values(lock.packages)) {
  delete entry.funding
  if (String(entry.resolved ?? '').includes('://')) delete entry.resolved
}
fs.writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`)
