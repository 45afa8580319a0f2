import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server'
import { type Clock, ok, type Result } from '@tocsin/kit'
import { type Challenges, challengesOf } from '../challenge/challenges.ts'
import { type Refusal, refuse } from '../refusal.ts'
import type { Entropy } from '../secret.ts'
import type { PasskeyPlace, Passkeys } from './passkey.ts'

/** Sign-in by a passkey alone: no name is typed, and no list of credentials leaves the server. */
export interface PasskeySignIn {
  /** @returns options for the browser, and the value of its step cookie */
  begin(
    place: PasskeyPlace,
    address: string,
  ): Promise<{ readonly options: PublicKeyCredentialRequestOptionsJSON; readonly challenge: string }>
  /** The account's id. A passkey that did not check the person is one factor, and alone not enough. */
  finish(challenge: string, place: PasskeyPlace, response: unknown): Promise<Result<string, Refusal>>
}

export function passkeySignInOf(passkeys: Passkeys, clock: Clock, entropy: Entropy): PasskeySignIn {
  const begun: Challenges<string> = challengesOf(clock, entropy)
  return {
    begin: async (place, address) => {
      const options = await passkeys.request(place)
      return { options, challenge: begun.issue(options.challenge, address) }
    },
    finish: async (challenge, place, response) => {
      const webauthn = begun.take(challenge)
      if (webauthn === undefined) {
        return refuse('step-over', 'This sign-in is over', 'Press the passkey button again')
      }
      const proof = await passkeys.prove(place, webauthn, response)
      if (!proof.ok) return proof
      if (proof.value.verified) return ok(proof.value.account)
      return refuse(
        'wrong-passkey',
        'This passkey does not check who holds it, so it cannot stand alone',
        'Sign in with your passphrase; it is asked for as the second step',
      )
    },
  }
}
