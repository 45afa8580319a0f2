import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { type Refused, refused } from './problem.ts'

/** Answers what is no HTTP request, which no route ever sees, in the words of every other refusal. */
export function answerBroken(error: { readonly code?: string }, socket: Socket, counted: (code: string) => void): void {
  const { status, problem } = refusals[error.code ?? ''] ?? notHttp
  // ECONNRESET and a socket that was answered already have nobody to read this.
  if (error.code === 'ECONNRESET' || !socket.writable || socket.bytesWritten > 0) {
    socket.destroy()
    return
  }
  counted(problem.code)
  const body = JSON.stringify(problem)
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'content-type: application/json; charset=utf-8',
    'cache-control: no-store',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

const notHttp = refused(400, 'bad-request', 'This is no HTTP request that can be taken', 'Send HTTP/1.1')

const refusals: Readonly<Record<string, Refused>> = {
  HPE_HEADER_OVERFLOW: refused(431, 'too-large', 'The headers are larger than 16 KiB', 'Send fewer or shorter headers'),
  ERR_HTTP_REQUEST_TIMEOUT: refused(408, 'too-slow', 'The request took too long to arrive', 'Send it at once'),
}
