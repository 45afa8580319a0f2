import type { IngestAnswer, IngestPort, IngestStream } from '../http/ports.ts'
import { stopping } from './ingest-failure.ts'
import { type IngestChannel, isIngest, type ToMain, type ToReceive } from './ingest-messages.ts'

/** Bytes of one body on their way to the receive thread, or waiting there to be framed. */
export const bodyCredit = 1024 * 1024

const receiverGone: IngestAnswer = { status: 503, retryAfter: 10, body: stopping }

interface Sending {
  credited(bytes: number): void
  answered(answer: IngestAnswer): void
}

/** The main thread's end: hands bodies over to the receive thread, which must serve the other end with `serveIngest`. */
export function ingestPort(channel: IngestChannel): IngestPort {
  const sending = new Map<number, Sending>()
  let next = 0
  let gone = false
  const send = (message: ToReceive, transfer: readonly ArrayBuffer[] = []) => channel.postMessage(message, transfer)

  channel.on('message', (heard) => {
    if (!isIngest(heard)) return
    const message = heard as ToMain
    if (message.ingest === 'credit') sending.get(message.id)?.credited(message.bytes)
    else sending.get(message.id)?.answered(message.answer)
  })
  channel.on('close', () => {
    gone = true
    for (const body of [...sending.values()]) body.answered(receiverGone)
  })

  return {
    refused({ source, peer, reason }) {
      if (!gone) send({ ingest: 'refused', source, peer, reason })
    },
    open(request) {
      const id = next++
      let inFlight = 0
      let stopped = false
      let ended = false
      let answer: IngestAnswer | undefined
      let drained = () => {}
      let early = (_answer: IngestAnswer) => {}
      const waiting: ((answer: IngestAnswer) => void)[] = []

      const answered = (given: IngestAnswer) => {
        if (answer !== undefined) return
        answer = given
        sending.delete(id)
        for (const resolve of waiting) resolve(given)
        if (!ended) early(given)
      }
      sending.set(id, {
        answered,
        credited(bytes) {
          inFlight -= bytes
          if (!stopped || inFlight >= bodyCredit) return
          stopped = false
          drained()
        },
      })
      if (gone) answered(receiverGone)
      else send({ ingest: 'open', id, request })

      const stream: IngestStream = {
        write(chunk) {
          if (answer !== undefined || ended || chunk.length === 0) return true
          // a copy of its own: Node cuts small chunks from a shared pool, which cannot be transferred
          const bytes = new Uint8Array(chunk).buffer
          inFlight += bytes.byteLength
          send({ ingest: 'chunk', id, bytes }, [bytes])
          stopped = inFlight >= bodyCredit
          return !stopped
        },
        onDrain(listener) {
          drained = listener
        },
        onAnswer(listener) {
          early = listener
          if (answer !== undefined && !ended) listener(answer)
        },
        end() {
          if (answer === undefined && !ended) send({ ingest: 'end', id })
          ended = true
          if (answer !== undefined) return Promise.resolve(answer)
          return new Promise((resolve) => waiting.push(resolve))
        },
        abort(why) {
          if (answer !== undefined) return
          send({ ingest: 'abort', id, why })
          ended = true
        },
      }
      return stream
    },
  }
}
