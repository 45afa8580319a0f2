import { type Clock, ok, type Result } from '@tocsin/kit'
import { breakGlassName } from './account.ts'
import { accountName } from './account-name.ts'
import { checkPassphrase, type PassphraseHasher } from './passphrase.ts'
import { type Refusal, refuse } from './refusal.ts'
import type { AccessRepository, AccountRow } from './repository.ts'
import { type Entropy, hashSecret, looksLikeSecret, newId, newSecret, systemEntropy } from './secret.ts'

export type LinkPurpose = 'first-account' | 'sign-in'

/** Milliseconds that a link lives. */
export const linkLife = 15 * 60_000

export interface LinkOpening {
  readonly secret: string
  /** The administrator's name; needed with the first account only. */
  readonly name?: string | undefined
  /** Needed with the first account; later it replaces a forgotten one. */
  readonly passphrase?: string | undefined
}

export interface LinkOpened {
  readonly account: AccountRow
  /** A new passphrase was chosen. */
  readonly changed: boolean
  /** Made for one person, and so carried to them by somebody. */
  readonly personal: boolean
}

/** A secret for a link that is issued later, by a house that is not open yet. */
export function newLinkSecret(): string {
  return newSecret(systemEntropy)
}

export interface OneTimeLinks {
  /** A new secret, or one that `newLinkSecret` made before; it withdraws every older link. Kept only as its hash. */
  issue(purpose: LinkPurpose, secret?: string): Promise<string>
  /**
   * Opens a link once. Without an account it makes the one administrator, for either purpose; with one it gives the
   * administrator, unless it was meant for the first account.
   *
   * `account-needed` leaves the link unused: the person is to choose a name and a passphrase.
   */
  open(opening: LinkOpening): Promise<Result<LinkOpened, Refusal>>
}

export function oneTimeLinks(
  repository: AccessRepository,
  hasher: PassphraseHasher,
  clock: Clock,
  entropy: Entropy,
): OneTimeLinks {
  return {
    issue: async (purpose, secret = newSecret(entropy)) => {
      const now = clock.now()
      await repository.addLink({
        hash: hashSecret(secret),
        purpose,
        created_at: now,
        expires_at: now + linkLife,
        used_at: null,
        account: null,
      })
      return secret
    },

    open: async ({ secret, name, passphrase }) => {
      if (!looksLikeSecret(secret)) return spent()
      const hash = hashSecret(secret)
      // Looked at before anything costly: who holds no link cannot make the server hash.
      const link = await repository.link(hash, clock.now())
      if (link === undefined) return spent()
      if (link.account !== null) {
        const account = await repository.accountById(link.account)
        if (account === undefined || account.disabled_at !== null) return spent()
        if (passphrase === undefined) {
          return refuse('passphrase-needed', `This link is for ${account.name}`, 'Choose a passphrase')
        }
        const chosen = await choose(account.name, passphrase)
        if (!chosen.ok) return chosen
        if (!(await repository.consumeLink(hash, clock.now()))) return spent()
        if (chosen.value !== undefined) await repository.setPassphrase(account.id, chosen.value)
        return ok({ account, changed: true, personal: true })
      }
      const founder = await repository.firstAdministrator()
      if (founder !== undefined) {
        if (link.purpose !== 'sign-in') {
          return refuse('account-exists', 'The first account exists already', 'Sign in, or ask for a sign-in link')
        }
        const chosen = await choose(founder.name, passphrase)
        if (!chosen.ok) return chosen
        if (!(await repository.consumeLink(hash, clock.now()))) return spent()
        if (chosen.value !== undefined) await repository.setPassphrase(founder.id, chosen.value)
        return ok({ account: founder, changed: chosen.value !== undefined, personal: false })
      }

      if (name === undefined || passphrase === undefined) {
        return refuse('account-needed', 'There is no account yet', 'Choose a name and a passphrase')
      }
      const named = accountName(name)
      if (!named.ok) return named
      if (named.value.key === breakGlassName) {
        return refuse('bad-name', `${breakGlassName} is kept for the account in the envelope`, 'Choose another name')
      }
      const chosen = await choose(named.value.name, passphrase)
      if (!chosen.ok) return chosen
      const account: AccountRow = {
        id: newId(entropy),
        name: named.value.name,
        name_key: named.value.key,
        passphrase: chosen.value ?? '',
        role: 'administrator',
        departments: null,
        disabled_at: null,
        armed: null,
        expires_at: null,
        founder: 1,
        created_at: clock.now(),
      }
      if (!(await repository.consumeLink(hash, clock.now()))) return spent()
      if (await repository.addFounder(account)) return ok({ account, changed: false, personal: false })
      return refuse('account-exists', 'Somebody else made the first account', 'Sign in, or ask for a sign-in link')
    },
  }

  async function choose(name: string, passphrase: string | undefined): Promise<Result<string | undefined, Refusal>> {
    if (passphrase === undefined) return ok(undefined)
    const checked = checkPassphrase(passphrase, name)
    return checked.ok ? ok(await hasher.hash(checked.value)) : checked
  }
}

function spent(): Result<never, Refusal> {
  return refuse(
    'link-spent',
    'This link has been used, replaced, or is older than 15 minutes',
    'Ask for a new link on the machine that runs Tocsin',
  )
}
