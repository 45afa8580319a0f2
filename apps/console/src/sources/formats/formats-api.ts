import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { get, post } from '../../api/client.ts'

// The shapes of /api/decoders; /api/openapi.json describes them.

export interface Problem {
  readonly path: string
  readonly line: number
  readonly column: number
  readonly reason: string
  readonly fix: string
}

export interface Format {
  readonly id: string
  /** Whether an operator wrote it down. */
  readonly own: boolean
  readonly title: string
  readonly logsources: readonly { readonly product?: string; readonly category?: string; readonly service?: string }[]
  readonly text: string | null
}

export interface FormatList {
  readonly decoders: readonly Format[]
  readonly problems: readonly Problem[]
}

export interface TriedField {
  readonly name: string
  readonly value: string
  /** Copied from another field. */
  readonly derived: boolean
  /** Bytes of UTF-8 in the line; null where it stands nowhere. */
  readonly start: number | null
  readonly end: number | null
}

export interface TriedLine {
  readonly line: string
  /** Whether a pattern fits. */
  readonly read: boolean
  readonly time: number | null
  readonly fields: readonly TriedField[]
}

export interface Tried {
  readonly problems: readonly Problem[]
  readonly lines: readonly TriedLine[]
}

export const formatsQuery = queryOptions({
  queryKey: ['formats'],
  queryFn: ({ signal }) => get<FormatList>('/decoders', signal),
  staleTime: 0,
})

export function previewQuery(text: string, sample: string) {
  return queryOptions({
    queryKey: ['formats', 'preview', text, sample],
    queryFn: ({ signal }) => post<Tried>('/decoders/preview', { text, sample }, signal),
    enabled: text.trim() !== '',
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    retry: false,
  })
}

/** One change of the formats; the list is what the server answers. */
export function useFormatChange<Input>(send: (input: Input) => Promise<FormatList>, done: () => void) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: send,
    onSuccess: (list) => {
      queries.setQueryData(formatsQuery.queryKey, list)
      done()
    },
  })
}
