import type { FieldAnswer } from '@tocsin/event'
import type { Words } from '@tocsin/kit'
import type { LinkPurpose } from './link.ts'

/** What was asked, of whom, by whom. What the one asked sees of it is written down when it is asked. */
export interface Asked {
  /** Who is asked, as the one who asks calls them. */
  readonly to: string
  readonly by: string
  readonly language: 'en' | 'fr'
  /** The department whose people told it on, where the one who asks belongs to one alone. */
  readonly department?: string
  /** What the question is about, for the one who is asked: things by name, and no account. */
  readonly things: readonly string[]
  readonly says: readonly Words[]
  /** What is asked of a service, one for each of `says`. */
  readonly asks?: readonly ServiceAnswer['about'][]
  /** Milliseconds since the epoch: when it happened. */
  readonly first?: number
  readonly last?: number
}

/** What somebody said of a service; as the city takes it. */
export type ServiceAnswer =
  | { readonly about: 'people'; readonly people: number }
  | {
      readonly about: 'fallback'
      readonly buffer: number
      readonly fallback:
        | { readonly kind: 'none' }
        | {
            readonly kind: 'manual'
            readonly takesOverAfter: number
            readonly lasts: number
            readonly capacity: number
          }
    }
  | { readonly about: 'outage'; readonly maximumOutage: number }

export interface Answer {
  /** A name that no other answer has. */
  readonly key: string
  readonly answer?: FieldAnswer
  readonly service?: readonly ServiceAnswer[]
  readonly note?: string
  /** SHA-256 of the photo, in hex. */
  readonly photo?: string
}

export interface FieldQuestion {
  readonly id: string
  readonly purpose: LinkPurpose
  readonly about: string
  readonly at: number
  readonly expires: number
  readonly revoked: number | null
  readonly answered: number | null
  readonly asked: Asked
  readonly answer: Answer | null
}

export type QuestionState = 'waiting' | 'answered' | 'revoked' | 'expired'

export function questionState({ revoked, answered, expires }: FieldQuestion, now: number): QuestionState {
  if (answered !== null) return 'answered'
  if (revoked !== null) return 'revoked'
  return now >= expires ? 'expired' : 'waiting'
}
