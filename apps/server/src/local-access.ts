import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Access, tokenLimits } from '@tocsin/access'
import { type Clock, TocsinError } from '@tocsin/kit'
import { everything } from '@tocsin/store'

/** How `tocsin` on this machine reaches the server: it speaks for whoever may read the data folder. */
export interface LocalAccess {
  /** Says where the server listens, in `local.json`. */
  announce(url: string): void
  leave(): void
}

const name = 'tocsin on this machine'
const renewBefore = 90 * 86_400_000

/** Finds or makes the token of this machine. It lasts, because what is made with it ends with it. */
export async function openLocalAccess(access: Access, dataDir: string, clock: Clock): Promise<LocalAccess> {
  const tokenFile = join(dataDir, 'local-token')
  const file = join(dataDir, 'local.json')
  const token = (await keptToken(access, tokenFile, clock)) ?? (await freshToken(access, tokenFile))
  return {
    announce: (url) => writePrivately(file, JSON.stringify({ url, token, pid: process.pid })),
    leave: () => rmSync(file, { force: true }),
  }
}

async function keptToken(access: Access, file: string, clock: Clock): Promise<string | undefined> {
  if (!existsSync(file)) return undefined
  const token = readFileSync(file, 'utf8').trim()
  const who = await access.tokens.read(token)
  return who.kind === 'api-token' && who.expiresAt - clock.now() > renewBefore ? token : undefined
}

async function freshToken(access: Access, file: string): Promise<string> {
  const owner = {
    kind: 'api-token',
    token: 'machine',
    name: 'machine',
    expiresAt: Number.MAX_SAFE_INTEGER,
    role: 'machine',
    departments: 'all',
  } as const
  const issued = await access.tokens.issue(everything, owner, { kind: 'api', name, days: tokenLimits.maxDays })
  if (!issued.ok) throw new TocsinError(issued.error.code, issued.error.message, { fix: issued.error.fix })
  writePrivately(file, `${issued.value.token}\n`)
  return issued.value.token
}

/** For the owner of the data folder alone; a file or link that somebody laid there is replaced, not followed. */
function writePrivately(file: string, text: string): void {
  rmSync(file, { force: true })
  writeFileSync(file, text, { mode: 0o600, flag: 'wx' })
}
