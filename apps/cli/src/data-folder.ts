import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { TocsinError } from '@tocsin/kit'

/**
 * The data folder of a command: `--data`, else `TOCSIN_DATA`, else `.tocsin` where the command runs. Where there is none yet and the
 * sample city runs in its place, the sample's.
 */
export function dataFolder(option: string | undefined): string {
  const own = ownFolder(option)
  const sample = sampleFolder(own)
  return !existsSync(own) && localServer(sample) !== undefined ? sample : own
}

/** The folder of the own house, whatever runs now. */
export function ownFolder(option: string | undefined): string {
  return resolve(option ?? process.env['TOCSIN_DATA'] ?? '.tocsin')
}

/** Where the sample city lives: beside the own folder, so that nothing of one is in the other. */
export function sampleFolder(own: string): string {
  return `${own}-sample`
}

export const dataOption = ['--data <dir>', 'the data folder (default: $TOCSIN_DATA or ./.tocsin)'] as const

/** How to reach the server that runs on a data folder: written by it, readable by its owner alone. */
export interface LocalServer {
  readonly url: string
  readonly token: string
  readonly pid: number
}

/** The server that runs on this data folder now, if one does. */
export function localServer(dataDir: string): LocalServer | undefined {
  const file = join(dataDir, 'local.json')
  const server = readLocal(file)
  if (server === undefined) return undefined
  try {
    process.kill(server.pid, 0)
    return server
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EPERM') return server
    return undefined // it was killed: the file is left over
  }
}

/** What the server wrote; a file that is damaged says as little as none, and the lock on the folder still tells who holds it. */
function readLocal(file: string): LocalServer | undefined {
  if (!existsSync(file)) return undefined
  try {
    const { url, token, pid }: Record<string, unknown> = JSON.parse(readFileSync(file, 'utf8'))
    if (typeof url !== 'string' || !/^https?:\/\//.test(url) || typeof token !== 'string') return undefined
    return Number.isSafeInteger(pid) && Number(pid) > 0 ? { url, token, pid: Number(pid) } : undefined
  } catch {
    return undefined
  }
}

/**
 * Asks the running server.
 *
 * @throws TocsinError `no-answer`, or what the server refused
 */
export async function ask<Answer>(
  server: LocalServer,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<Answer> {
  const response = await fetched(server, path, {
    method,
    headers: {
      authorization: `Bearer ${server.token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const answer = (await response.json().catch(() => ({}))) as { code?: string; message?: string; fix?: string }
  if (!response.ok) {
    throw new TocsinError(answer.code ?? 'server-refused', answer.message ?? `The server answered ${response.status}`, {
      where: path,
      ...(answer.fix === undefined ? {} : { fix: answer.fix }),
    })
  }
  return answer as Answer
}

/** @throws TocsinError `no-answer` */
export async function fetched(server: LocalServer, path: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(`${server.url}${path}`, request)
  } catch (cause) {
    throw new TocsinError('no-answer', `The server does not answer: ${reasonOf(cause)}`, {
      where: server.url,
      fix: `Look whether process ${server.pid} is a Tocsin that starts or stops; if it is none, remove local.json in the data folder`,
      cause,
    })
  }
}

function reasonOf(error: unknown): string {
  const { cause } = error as { cause?: { code?: unknown } }
  if (typeof cause?.code === 'string') return cause.code
  return error instanceof Error ? error.message : String(error)
}
