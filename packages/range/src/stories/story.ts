import type { Words } from '@tocsin/kit'
import type { Said } from '../life/said.ts'
import type { Thing } from '../town/site.ts'

export const storyNames = ['traffic-takeover', 'water-manipulation', 'ransomware-preparation'] as const
export type StoryName = (typeof storyNames)[number]

/** What truly happens, for whoever judges detectors; none of it is in any record that they see. */
export interface Step {
  /** Milliseconds since the epoch. */
  readonly time: number
  /** MITRE ATT&CK, Enterprise or ICS. */
  readonly technique: string
  readonly says: Words
  /** Hosts, accounts and addresses that a finding about it may name. */
  readonly about: readonly string[]
}

export interface Story {
  readonly name: StoryName
  readonly says: Words
  readonly records: readonly Said[]
  readonly truth: readonly Step[]
}

export type StoryMaker = (things: readonly Thing[], begins: number, seed: number) => Omit<Story, 'name'>
