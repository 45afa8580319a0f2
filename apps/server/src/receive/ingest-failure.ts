import { TocsinError } from '@tocsin/kit'
import type { IngestAnswer, Problem } from '../http/ports.ts'
import { isLogFull } from './appender.ts'
import { bodyLimits } from './inflate.ts'
import { IngestBusy, type InputReason, InputRefused } from './input-refused.ts'
import { keyedLimits } from './keyed-body.ts'

interface Failure extends Omit<IngestAnswer, 'body'> {
  readonly problem: Problem
}

/** Status, words and remedy for whatever ended a body early. */
export function failureOf(error: unknown): Failure {
  if (error instanceof InputRefused) {
    const { status, message, fix } = told[error.reason]
    return {
      status,
      problem: { code: error.reason, message: `${message}, seen at byte ${error.offset}`, fix },
    }
  }
  if (isLogFull(error)) {
    return {
      status: 503,
      retryAfter: 30,
      problem: {
        code: 'log-full',
        message: 'The disk that holds the log has no room for more',
        fix: 'Send the body again after Retry-After; on the server, free disk space or shorten the retention',
      },
    }
  }
  if (error instanceof IngestBusy) {
    return {
      status: 503,
      retryAfter: 2,
      problem: {
        code: 'busy',
        message: error.message,
        fix: 'Send the body again after Retry-After, or send fewer at once',
      },
    }
  }
  if (error instanceof TocsinError && error.code === 'log-closed')
    return { status: 503, retryAfter: 10, problem: stopping }
  return {
    status: 500,
    problem: {
      code: 'internal',
      message: 'The body could not be kept',
      fix: 'Send the body again; the status page of the server says what is wrong with the log',
    },
  }
}

/** The receive thread is closing, or is no more. */
export const stopping: Problem = {
  code: 'stopping',
  message: 'Tocsin is stopping',
  fix: 'Send the body again after Retry-After',
}

const mebibytes = (bytes: number) => `${bytes / 1024 / 1024} MiB`

const givenUp = { status: 400, message: 'The request was given up', fix: 'Send the body again' } as const

const told: Record<
  InputReason,
  { readonly status: IngestAnswer['status']; readonly message: string; readonly fix: string }
> = {
  'not-gzip': {
    status: 400,
    message: 'Content-Encoding says gzip, but the body is none',
    fix: 'Compress the body with gzip, or leave Content-Encoding out',
  },
  'gzip-damaged': {
    status: 400,
    message: 'The gzip body is damaged',
    fix: 'Compress it again and send it again; check with gzip -t',
  },
  'gzip-truncated': {
    status: 400,
    message: 'The gzip body ends before its end',
    fix: 'Send the whole body; check with gzip -t',
  },
  'gzip-trailing-garbage': {
    status: 400,
    message: 'Something that is no gzip stands after the gzip body',
    fix: 'Send only gzip members; check with gzip -t',
  },
  'gzip-bomb': {
    status: 413,
    message: `The gzip body grows more than ${bodyLimits.ratio} times`,
    fix: 'Send it uncompressed, or in bodies of less than 1 MiB before compression',
  },
  'decoded-too-large': {
    status: 413,
    message: `The gzip body is more than ${mebibytes(bodyLimits.decoded)} once decompressed`,
    fix: 'Send it in several bodies, or uncompressed',
  },
  'keyed-body-too-large': {
    status: 413,
    message: `A body with an Idempotency-Key may have ${mebibytes(keyedLimits.bytes)} and ${keyedLimits.frames} lines`,
    fix: 'Send it in several bodies with a key each, or without a key',
  },
  // Nobody reads these: the main thread has answered, or the sender is gone.
  'broken-off': givenUp,
  'too-slow': givenUp,
  'too-large': givenUp,
  aborted: givenUp,
}
