import { hash, verify } from '@node-rs/argon2'
import { ok, type Result } from '@tocsin/kit'
import { type Refusal, refuse } from './refusal.ts'

/** Characters. The upper bound keeps a hostile request from feeding megabytes to the hash. */
export const passphraseLimits = { min: 12, max: 256 } as const

// OWASP Password Storage Cheat Sheet: argon2id, m = 19 MiB, t = 2, p = 1.
const parameters = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

/** Hashes passphrases, at most two at a time: each takes a thread of libuv's pool, and others need that pool. */
export interface PassphraseHasher {
  hash(passphrase: string): Promise<string>
  /** With no stored hash it does the same work and says no, so that an unknown name costs the same time as a known one. */
  verify(passphrase: string, stored: string | undefined): Promise<boolean>
  /** Hashes running or waiting. */
  waiting(): number
}

export function passphraseHasher(): PassphraseHasher {
  const gate = gateOf(2)
  // Of nothing that anybody can choose. Made now and not at the first unknown name, which would be the slower one.
  const standIn = gate.run(() => hash('', parameters))
  standIn.catch(() => {})
  return {
    hash: (passphrase) => gate.run(() => hash(normal(passphrase), parameters)),
    verify: async (passphrase, stored) => {
      const against = stored ?? (await standIn)
      const same = await gate.run(() => verify(against, normal(passphrase)))
      return same && stored !== undefined
    },
    waiting: gate.waiting,
  }
}

/**
 * Says whether a passphrase may be chosen: 12 to 256 characters, and not made of what everybody tries first.
 *
 * No rules about digits and capitals (NIST SP 800-63B §5.1.1.2): length and not being common is what counts.
 */
export function checkPassphrase(passphrase: string, name: string): Result<string, Refusal> {
  const text = normal(passphrase)
  const characters = [...text].length
  const fix = 'Choose four or five words that do not belong together'
  if (characters < passphraseLimits.min) {
    return refuse(
      'bad-passphrase',
      `The passphrase has ${characters} characters; it needs ${passphraseLimits.min}`,
      fix,
    )
  }
  if (characters > passphraseLimits.max) {
    return refuse('bad-passphrase', `The passphrase is longer than ${passphraseLimits.max} characters`, 'Shorten it')
  }
  if (isCommon(text.toLowerCase(), name.toLowerCase())) {
    return refuse('bad-passphrase', 'The passphrase is made of what is tried first', fix)
  }
  return ok(text)
}

/** One form for one passphrase, whichever keyboard wrote its accents (NIST SP 800-63B §5.1.1.2: NFKC). */
function normal(passphrase: string): string {
  return passphrase.normalize('NFKC')
}

/** Common when, with usual words, runs, digits and signs taken away, almost nothing is left; or when few characters alternate. */
function isCommon(text: string, name: string): boolean {
  if (new Set(text).size < 5) return true
  let rest = text
  for (const word of [name, ...usual]) {
    if (word.length > 2) rest = rest.replaceAll(word, '')
  }
  rest = rest.replaceAll(/[\p{N}\p{P}\p{S}\s]/gu, '')
  return new Set(rest).size < 4
}

// Words and keyboard walks that head every published list of common passwords, in English and French, longest first.
const usual = [
  'administrateur',
  'administrator',
  'abcdefghijklm',
  'qwertyuiop',
  'azertyuiop',
  'motdepasse',
  'passphrase',
  'bienvenue',
  'changeme',
  'password',
  'passw0rd',
  'p@ssw0rd',
  'p@ssword',
  'passwort',
  'qsdfghjklm',
  'asdfghjkl',
  'iloveyou',
  'football',
  'sunshine',
  'princess',
  'superman',
  'letmein',
  'welcome',
  'soleil',
  'secret',
  'abcdef',
  'qwerty',
  'azerty',
  'qwertz',
  'zxcvbn',
  'wxcvbn',
  'monkey',
  'dragon',
  'master',
  'tocsin',
  'admin',
  'login',
  'root',
  'test',
  'abc',
] as const

/** Runs at most `places` jobs at once; the others wait in the order of their coming. */
function gateOf(places: number): { run<Value>(job: () => Promise<Value>): Promise<Value>; waiting(): number } {
  const queue: (() => void)[] = []
  let free = places
  let inside = 0
  return {
    run: async (job) => {
      inside++
      if (free > 0) free--
      else await new Promise<void>((enter) => queue.push(enter))
      try {
        return await job()
      } finally {
        inside--
        const next = queue.shift()
        if (next === undefined) free++
        else next()
      }
    },
    waiting: () => inside,
  }
}
