import type { AuditDraft } from '@tocsin/access'
import type { Host, OwnEvent } from '@tocsin/capability'
import type { Signal } from '@tocsin/kit'

type Fields = OwnEvent['fields']

/**
 * What people do at Tocsin's own door, as events that rules can judge: sign-ins, refused ones, tokens, accounts.
 *
 * A name that was typed at a refused sign-in is not among them: it may be a passphrase in the wrong field.
 */
export interface AccessEvents {
  /** Hears every signal; publishes those of access. */
  heard<Details>(what: Signal<Details>, details: Details): void
  /** Hears every act that is noted; publishes changes of accounts. */
  noted(draft: AuditDraft): void
}

export function accessEvents(publish: Host['publish']): AccessEvents {
  const tell = (action: string, fields: Fields) => void publish({ service: 'access', action, fields })
  return {
    heard: (what, details) => {
      const event = bySignal.get(what.name)?.(details as Readonly<Record<string, unknown>>)
      if (event !== undefined) tell(event.action, event.fields)
    },
    noted: (draft) => {
      if (draft.outcome !== 'done' || !aboutAccounts.test(draft.act)) return
      tell('account-changed', {
        outcome: 'success',
        user: draft.who,
        src_ip: draft.address,
        what: draft.act,
        target_user: wordOf(draft.about, 'name') ?? wordOf(draft.about, 'account'),
        role: wordOf(draft.about, 'role'),
      })
    },
  }
}

const aboutAccounts = /^(?:account|people|invitation)\.|^(?:POST|PUT|DELETE) \/api\/(?:accounts|invitations)\b/

/** The audit writes what names a thing as `name=j.martin role=viewer`. */
function wordOf(about: string, name: string): string | undefined {
  return new RegExp(`(?:^| )${name}=(\\S+)`).exec(about)?.[1]
}

interface Told {
  readonly action: string
  readonly fields: Fields
}

const bySignal = new Map<string, (details: Readonly<Record<string, unknown>>) => Told | undefined>([
  [
    'access.signed_in',
    ({ name, address, by }) => ({
      action: 'login',
      fields: { outcome: 'success', user: text(name), src_ip: text(address), method: text(by) },
    }),
  ],
  [
    'access.sign_in_refused',
    ({ code, address }) =>
      // A link that asks for the passphrase to be chosen refuses nobody: five people invited are not five who guess.
      code === 'passphrase-needed'
        ? undefined
        : { action: 'login', fields: { outcome: 'failure', src_ip: text(address), reason: text(code) } },
  ],
  [
    'access.sign_in_changed',
    ({ name, what, address }) => ({
      action: 'sign-in-changed',
      fields: { outcome: 'success', user: text(name), src_ip: text(address), what: text(what) },
    }),
  ],
  [
    'access.token_issued',
    ({ by, kind, token }) => ({
      action: 'token-issued',
      fields: { outcome: 'success', user: text(by), kind: text(kind), token: text(token) },
    }),
  ],
  [
    'access.token_revoked',
    ({ by, token }) => ({
      action: 'token-revoked',
      fields: { outcome: 'success', user: text(by), token: text(token) },
    }),
  ],
])

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
