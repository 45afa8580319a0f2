import { TocsinError } from '@tocsin/kit'
import type { Answered } from '@tocsin/respond'
import { closedWords, isClosed } from '../sends/gate/closed.ts'

/** UTF-16 code units of what a receiver wrote that are kept. */
const longest = 200

/** What a receiver wrote, on one line and printable. */
export function excerpt(text: string): string {
  const line = text
    .slice(0, longest * 4)
    .replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line
}

/** That nobody answered, and why. */
export function unanswered(error: unknown): Answered {
  const { code, message } = error as NodeJS.ErrnoException
  if (isClosed(error)) return { ok: false, status: null, says: closedWords(error) }
  if (error instanceof TocsinError) return failed(null, `${error.message}. ${error.fix ?? ''}`.trim(), error.message)
  const known = french[code ?? '']
  const why = excerpt(known === undefined ? message : (code ?? message))
  return failed(null, known?.en ?? `No connection: ${why}`, known?.fr ?? `Pas de connexion : ${why}`)
}

export function failed(status: number | null, en: string, fr: string): Answered {
  return { ok: false, status, says: { en, fr } }
}

/** What mostly goes wrong before anybody answers (errno(3), OpenSSL's verify results). */
const french: Readonly<Record<string, { readonly en: string; readonly fr: string }>> = {
  ECONNREFUSED: { en: 'Nobody listens there.', fr: 'Personne n’écoute là-bas.' },
  ECONNRESET: { en: 'The connection was cut.', fr: 'La connexion a été coupée.' },
  ENOTFOUND: { en: 'There is no host of this name.', fr: 'Aucun hôte ne porte ce nom.' },
  EAI_AGAIN: { en: 'The name cannot be looked up now.', fr: 'Le nom ne peut pas être résolu pour l’instant.' },
  EDNS: { en: 'The name cannot be looked up now.', fr: 'Le nom ne peut pas être résolu pour l’instant.' },
  EHOSTUNREACH: { en: 'There is no way to the host.', fr: 'Aucun chemin ne mène à l’hôte.' },
  ENETUNREACH: { en: 'There is no way to its network.', fr: 'Aucun chemin ne mène à son réseau.' },
  ETIMEDOUT: { en: 'It did not answer in time.', fr: 'Pas de réponse à temps.' },
  ABORT_ERR: { en: 'It did not answer in time.', fr: 'Pas de réponse à temps.' },
  EAUTH: {
    en: 'The mail server does not take this name and password.',
    fr: 'Le serveur de messagerie refuse ce nom et ce mot de passe.',
  },
  CERT_HAS_EXPIRED: { en: 'Its certificate has expired.', fr: 'Son certificat a expiré.' },
  DEPTH_ZERO_SELF_SIGNED_CERT: {
    en: 'Its certificate is its own: give its authority.',
    fr: 'Son certificat est auto-signé : indiquez son autorité.',
  },
  SELF_SIGNED_CERT_IN_CHAIN: {
    en: 'Its authority is not known: give it.',
    fr: 'Son autorité est inconnue : indiquez-la.',
  },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: {
    en: 'Its authority is not known: give it.',
    fr: 'Son autorité est inconnue : indiquez-la.',
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    en: 'Its certificate is for another name.',
    fr: 'Son certificat porte un autre nom.',
  },
}
