import type { May } from '../api/may.ts'
import type { en } from '../words/en.ts'

export type ActionId = keyof typeof en.action
export type Place = 'queue' | 'city' | 'search' | 'rules' | 'sources' | 'privacy' | 'settings' | 'quiet' | 'field'

/** What the list on the screen lets a person do. */
export interface ListHand {
  move(by: 1 | -1): void
  open(): void
  /** Absent while nothing is peeked at. */
  close: (() => void) | undefined
  /** Absent while nothing new waits. */
  fresh: (() => void) | undefined
  /** Adds the row to those that are acted on together, or takes it out. Absent where rows cannot be. */
  select?: (() => void) | undefined
  /** Chooses everything that answers the filters. */
  selectAll?: (() => void) | undefined
}

/** What can be done about the incidents that are chosen; what makes no sense in their state is absent. */
export interface WorkHand {
  readonly take: (() => void) | undefined
  readonly release: (() => void) | undefined
  readonly close: (() => void) | undefined
  readonly reopen: (() => void) | undefined
  readonly note: (() => void) | undefined
}

/** What actions act on: the place, and what the page on the screen gives them to hold. */
export interface Desk {
  readonly signedIn: boolean
  readonly may: May
  readonly list: ListHand | undefined
  readonly filter: { focus(): void } | undefined
  readonly work: WorkHand | undefined
  /** Asks for the reason to reveal the person that the page is about. */
  readonly person?: { reveal(): void } | undefined
  /** Absent while no act is offered to be taken back. */
  readonly undo: (() => void) | undefined
  readonly page: { back(): void; print(): void } | undefined
  go(place: Place): void
  searchFor(text: string): void
  /** Opens an incident by hand. */
  openByHand(): void
  show(what: 'palette' | 'help'): void
  signOut(): void
}

/** One thing a person can do: its button, shortcut, palette entry and help line come from this one object. */
export interface Action {
  readonly id: ActionId
  /** Where it is offered; keys may only repeat between groups that are never on the screen together. */
  readonly group: 'here' | 'go' | 'view'
  /** Other names that the palette finds it under, in both languages. */
  readonly keywords?: string
  /** A key (`j`, `mod+k`) or keys one after the other (`g q`). */
  readonly keys?: string
  /** The permission without which it is not offered; of several, any. */
  readonly needs?: string | readonly string[]
  allowed(desk: Desk): boolean
  perform(desk: Desk): void
}
