import { maxPayload } from '@tocsin/event'
import { TocsinError } from '@tocsin/kit'
import type { FrameDraft } from '../ports.ts'

/** Bytes of one append. */
const largestAppend = 128 * 1024 * 1024
const longestKey = 256
const longestName = 256

/** @throws TocsinError `bad-draft` before anything is placed: an append is taken whole or not at all */
export function checkDrafts(drafts: readonly FrameDraft[], key: string | undefined): void {
  const source = drafts[0]?.source
  let bytes = 0
  for (const draft of drafts) {
    bytes += draft.payload.length
    if (draft.kind !== 'data') throw badDraft(`a ${draft.kind} frame`, 'Use tick() or control()')
    if (draft.payload.length > maxPayload)
      throw badDraft(`a payload of ${draft.payload.length} bytes`, `Send at most ${maxPayload} bytes in one frame`)
    if (
      draft.source.length === 0 ||
      draft.source.length > longestName ||
      draft.decoder.length > longestName ||
      (draft.zone?.length ?? 0) > longestName
    )
      throw badDraft('a source without a usable name', `Name sources and decoders in 1 to ${longestName} characters`)
    if (key !== undefined && draft.source !== source)
      throw badDraft('several sources under one key', 'Give each source a key of its own')
  }
  if (bytes > largestAppend) throw badDraft(`${bytes} bytes in one append`, `Split it below ${largestAppend} bytes`)
  if (key !== undefined && (key.length === 0 || key.length > longestKey))
    throw badDraft(`a key of ${key.length} characters`, `Use 1 to ${longestKey} characters`)
}

export function badDraft(what: string, fix: string): TocsinError {
  return new TocsinError('bad-draft', `The log does not take ${what}`, { fix })
}

/** The disk took nothing: what its callers are told. */
export function refused(dir: string, cause: unknown): TocsinError {
  const full = (cause as NodeJS.ErrnoException | undefined)?.code === 'ENOSPC'
  const why = full
    ? 'the disk is full'
    : `the disk refused the write (${cause instanceof Error ? cause.message : cause})`
  return new TocsinError('log-full', `Nothing was appended: ${why}`, {
    where: dir,
    fix: full ? 'Free space on this volume; the log goes on by itself' : 'Look at the health of this volume',
    cause,
  })
}
