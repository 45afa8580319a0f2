import type { KeyObject } from 'node:crypto'
import type { Sealed } from '../sealed/index.ts'
import { type Entropy, systemEntropy } from '../secret.ts'
import { signingKey } from './checkpoint.ts'

/** What the chain is made and checked with. Rotating the master key seals them anew and does not change them. */
export interface AuditKeys {
  readonly chain: Uint8Array
  readonly sign: KeyObject
  readonly publicKey: KeyObject
}

const names = { chain: 'audit.chain', sign: 'audit.sign' } as const

export async function auditKeys(sealed: Sealed, entropy: Entropy = systemEntropy): Promise<AuditKeys> {
  const chain = await sealed.openOrMake(names.chain, () => entropy(32))
  const { key, publicKey } = signingKey(await sealed.openOrMake(names.sign, () => entropy(32)))
  return { chain, sign: key, publicKey }
}

/** The keys that are there, or nothing where nothing was ever noted. */
export async function auditKeysKept(sealed: Sealed): Promise<AuditKeys | undefined> {
  const [chain, seed] = [await sealed.open(names.chain), await sealed.open(names.sign)]
  if (chain === undefined || seed === undefined) return undefined
  const { key, publicKey } = signingKey(seed)
  return { chain, sign: key, publicKey }
}
