import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server'
import { type Clock, ok, type Result } from '@tocsin/kit'
import { type Refusal, refuse } from '../refusal.ts'
import { type Entropy, newId } from '../secret.ts'
import { needsNoCertificates } from './attestation.ts'
import type { PasskeyRepository, PasskeyRow } from './passkey.repository.ts'

/** Where the browser stands. Passkeys are bound to a host name (WebAuthn Level 3 §5.1.2), so an address has none. */
export interface PasskeyPlace {
  /** `localhost`, `soc.example.org`. */
  readonly host: string
  /** `https://soc.example.org`. */
  readonly origin: string
}

export interface PasskeySummary {
  readonly id: string
  readonly name: string
  readonly host: string
  readonly createdAt: number
  readonly usedAt: number | null
  /** Its counter went back: it may have been copied, and is taken no more. */
  readonly copiedAt: number | null
}

/** Who a passkey proved. `verified`: the authenticator checked the person too, by PIN or body. */
export interface PasskeyProof {
  readonly account: string
  readonly verified: boolean
}

/** WebAuthn ceremonies. The caller keeps each challenge, gives it back once, and only to the browser that asked. */
export interface Passkeys {
  list(account: string): Promise<readonly PasskeySummary[]>
  /** Whether any is good for signing in at this place; at any place where none is named. */
  any(account: string, place?: PasskeyPlace): Promise<boolean>
  registration(
    account: { readonly id: string; readonly name: string },
    place: PasskeyPlace,
  ): Promise<Result<PublicKeyCredentialCreationOptionsJSON, Refusal>>
  register(
    account: string,
    place: PasskeyPlace,
    challenge: string,
    name: string,
    response: unknown,
  ): Promise<Result<PasskeySummary, Refusal>>
  /** Of one account's passkeys, or, without one, of whichever the person picks. */
  request(place: PasskeyPlace, account?: string): Promise<PublicKeyCredentialRequestOptionsJSON>
  prove(place: PasskeyPlace, challenge: string, response: unknown): Promise<Result<PasskeyProof, Refusal>>
  rename(account: string, id: string, name: string): Promise<Result<undefined, Refusal>>
  remove(account: string, id: string): Promise<boolean>
  removeAllOf(account: string): Promise<void>
}

export const passkeyLimits = { perAccount: 20, name: 64 } as const

/** Loaded at the first passkey: it brings a certificate library that takes a quarter of a second. */
const webAuthn = () => import('@simplewebauthn/server')

export function passkeysOf(repository: PasskeyRepository, clock: Clock, entropy: Entropy): Passkeys {
  return {
    list: async (account) => (await repository.passkeys(account)).map(summaryOf),

    any: async (account, place) =>
      (await repository.passkeys(account)).some(
        (row) => row.copied_at === null && (place === undefined || row.host === place.host),
      ),

    registration: async (account, place) => {
      const there = await repository.passkeys(account.id)
      if (there.length >= passkeyLimits.perAccount) {
        return refuse('too-many', `There are ${there.length} passkeys already`, 'Remove those that are not used')
      }
      return ok(
        await (await webAuthn()).generateRegistrationOptions({
          rpName: 'Tocsin',
          rpID: place.host,
          userName: account.name,
          // The account's id: random, and says nothing of the person (WebAuthn Level 3 §14.6.1).
          userID: new Uint8Array(Buffer.from(account.id, 'utf8')),
          challenge: new Uint8Array(entropy(32)),
          attestationType: 'none',
          excludeCredentials: there
            .filter(({ host }) => host === place.host)
            .map((row) => ({ id: row.credential, transports: transportsOf(row) })),
          authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
        }),
      )
    },

    register: async (account, place, challenge, name, response) => {
      const named = nameOf(name)
      if (!named.ok) return named
      const verified = await quietly(async () => {
        const given = response as RegistrationResponseJSON
        if (!needsNoCertificates(given.response.attestationObject)) return undefined
        const { verified, registrationInfo } = await (await webAuthn()).verifyRegistrationResponse({
          response: given,
          expectedChallenge: challenge,
          expectedOrigin: place.origin,
          expectedRPID: place.host,
          requireUserVerification: false,
        })
        return verified ? { ...registrationInfo, transports: given.response.transports } : undefined
      })
      if (verified === undefined) return wrong()
      const row: PasskeyRow = {
        id: newId(entropy),
        account,
        credential: verified.credential.id,
        public_key: Buffer.from(verified.credential.publicKey).toString('base64url'),
        counter: verified.credential.counter,
        transports: JSON.stringify(knownTransports(verified.transports)),
        host: place.host,
        name: named.value,
        created_at: clock.now(),
        used_at: null,
        copied_at: null,
      }
      if ((await repository.passkeys(account)).length >= passkeyLimits.perAccount) {
        return refuse('too-many', 'There are too many passkeys', 'Remove those that are not used')
      }
      return (await repository.addPasskey(row)) ? ok(summaryOf(row)) : wrong()
    },

    request: async (place, account) => {
      const own = account === undefined ? [] : await repository.passkeys(account)
      return (await webAuthn()).generateAuthenticationOptions({
        rpID: place.host,
        challenge: new Uint8Array(entropy(32)),
        allowCredentials: own
          .filter(({ host, copied_at }) => host === place.host && copied_at === null)
          .map((row) => ({ id: row.credential, transports: transportsOf(row) })),
        // Alone it stands for both factors, so it must have checked the person; beside a passphrase it need not.
        userVerification: account === undefined ? 'required' : 'preferred',
      })
    },

    prove: async (place, challenge, response) => {
      const given = response as AuthenticationResponseJSON
      const row = typeof given?.id === 'string' ? await repository.byCredential(given.id.slice(0, 1400)) : undefined
      if (row === undefined || row.host !== place.host) return wrong()
      const verified = await quietly(async () => {
        const { verified, authenticationInfo } = await (await webAuthn()).verifyAuthenticationResponse({
          response: given,
          expectedChallenge: challenge,
          expectedOrigin: place.origin,
          expectedRPID: place.host,
          // The counter is checked below, in one statement with its change: two at once cannot both pass.
          credential: {
            id: row.credential,
            publicKey: new Uint8Array(Buffer.from(row.public_key, 'base64url')),
            counter: 0,
          },
          requireUserVerification: false,
        })
        return verified ? authenticationInfo : undefined
      })
      // The user handle, where one is given, names the account that the credential was made for (§7.2, step 6).
      const handle = given.response?.userHandle
      const handled = handle === undefined || Buffer.from(handle, 'base64url').toString('utf8') === row.account
      if (verified === undefined || !handled) return wrong()
      if (row.copied_at === null && (await repository.countUse(row.id, verified.newCounter, clock.now()))) {
        return ok({ account: row.account, verified: verified.userVerified })
      }
      await repository.markCopied(row.id, row.copied_at ?? clock.now())
      return refuse(
        'passkey-copied',
        'The counter of this passkey went back: somebody may have copied it, so it is taken no more',
        'Sign in another way, remove it under My account, and tell your administrator',
      )
    },

    rename: async (account, id, name) => {
      const named = nameOf(name)
      if (!named.ok) return named
      if (await repository.rename(account, id, named.value)) return ok(undefined)
      return refuse('not-found', 'There is no such passkey', 'List the passkeys again')
    },
    remove: repository.removePasskey,
    removeAllOf: repository.removeAllOf,
  }
}

/** The library throws at whatever is wrong; a person is told one thing, and a guesser nothing. */
async function quietly<Value>(work: () => Promise<Value | undefined>): Promise<Value | undefined> {
  try {
    return await work()
  } catch {
    return undefined
  }
}

function wrong(): Result<never, Refusal> {
  return refuse('wrong-passkey', 'The passkey was not accepted', 'Try again, or sign in another way')
}

function nameOf(text: string): Result<string, Refusal> {
  const name = text.normalize('NFC').trim()
  if (name !== '' && name.length <= passkeyLimits.name && !/\p{C}/u.test(name)) return ok(name)
  return refuse('bad-name', 'A passkey needs a name of 1 to 64 printable characters', 'Name the device it lies on')
}

const known = ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'] as const

function knownTransports(transports: unknown): readonly string[] {
  return Array.isArray(transports) ? known.filter((one) => transports.includes(one)) : []
}

function transportsOf(row: PasskeyRow): string[] {
  return JSON.parse(row.transports) as string[]
}

function summaryOf(row: PasskeyRow): PasskeySummary {
  return {
    id: row.id,
    name: row.name,
    host: row.host,
    createdAt: row.created_at,
    usedAt: row.used_at,
    copiedAt: row.copied_at,
  }
}
