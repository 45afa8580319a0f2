import { TocsinError, type Words } from '@tocsin/kit'

/** Why something is not sent: the zone that its target stands in is closed, or nobody knows yet which ones are. */
export interface Closed {
  /** Id and name of the zone; absent where the city is not known yet. */
  readonly zone?: { readonly id: string; readonly name: string }
}

export const closedCode = 'zone-closed'

/** Whether something was not sent, or was ended, since a zone is closed; also where the error came from another thread. */
export function isClosed(error: unknown): error is TocsinError<typeof closedCode> {
  return error instanceof Error && (error as { code?: unknown }).code === closedCode
}

export function closedError({ zone }: Closed, where: string): TocsinError<typeof closedCode> {
  if (zone === undefined) {
    return new TocsinError(closedCode, 'Which zones are closed to what Tocsin sends is not known yet', {
      where,
      fix: 'Nothing is to be done: it goes on when the city is known',
    })
  }
  return new TocsinError(closedCode, `Zone «${zone.name}» is closed to what Tocsin sends`, {
    where,
    fix: 'Its owner opens it at City > What Tocsin sends',
  })
}

/** The same sentences in French, by what the English names. */
export const closedFrench: readonly (readonly [english: RegExp, french: string])[] = [
  [/^Zone «([\s\S]*)» is closed to what Tocsin sends$/, 'La zone « $1 » est fermée à ce que Tocsin envoie'],
  [
    /^Which zones are closed to what Tocsin sends is not known yet$/,
    'Les zones fermées à ce que Tocsin envoie ne sont pas encore connues',
  ],
]

export const closedFixFrench = 'Son responsable l’ouvre dans Ville > Ce que Tocsin envoie'

export function closedWords({ message, fix }: Pick<TocsinError, 'message' | 'fix'>): Words {
  const found = closedFrench.find(([english]) => english.test(message))
  const told = found === undefined ? message : message.replace(found[0], found[1])
  return { en: `${message}. ${fix ?? ''}.`, fr: `${told}. ${closedFixFrench}.` }
}
