import type { AddressInfo } from 'node:net'
import type { LinkPurpose } from '@tocsin/access'
import { listenFailed } from '../listen-failed.ts'
import type { HttpCounters } from './counters.ts'
import { type HttpOptions, httpApp } from './http-app.ts'

export interface ListenOptions extends HttpOptions {
  /** An address; `127.0.0.1` unless somebody decides otherwise. */
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
}

export interface Http {
  /** Where it listens: `http://127.0.0.1:8787`. */
  readonly address: string
  /** The URL of a new one-time link, in the data folder's `one-time-link` too. The secret is in the fragment: it reaches no log. */
  issueLink(purpose: LinkPurpose, secret?: string): Promise<string>
  needsFirstAccount(): Promise<boolean>
  counters(): HttpCounters
  /** Ends live streams, waits for running requests at most 5 s. */
  close(): Promise<void>
}

/**
 * Opens the HTTP API and listens.
 *
 * @throws TocsinError `listen-failed`
 */
export async function openHttp(options: ListenOptions): Promise<Http> {
  const http = await httpApp(options)
  try {
    await http.app.listen({ host: options.host, port: options.port })
  } catch (cause) {
    await http.close()
    throw listenFailed('HTTP', options, cause)
  }
  const { port } = http.app.server.address() as AddressInfo
  const base = () => options.publicOrigin ?? `http://${nearName(options.host)}:${port}`
  return {
    address: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`,
    issueLink: (purpose, given) => http.issueLink(purpose, (secret) => `${base()}/welcome#link=${secret}`, given),
    needsFirstAccount: http.needsFirstAccount,
    counters: http.counters,
    close: http.close,
  }
}

/** The name under which this machine reaches itself: a link works over loopback only. */
function nearName(host: string): string {
  return host === '::1' ? '[::1]' : '127.0.0.1'
}
