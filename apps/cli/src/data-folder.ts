import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { TocsinError } from '@tocsin/kit'

/** The data folder of a command: `--data`, else `TOCSIN_DATA`, else `.tocsin` where the command runs. */
export function dataFolder(option: string | undefined): string {
  return resolve(option ?? process.env['TOCSIN_DATA'] ?? '.tocsin')
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
  if (!existsSync(file)) return undefined
  const server = JSON.parse(readFileSync(file, 'utf8')) as LocalServer
  try {
    process.kill(server.pid, 0)
    return server
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EPERM') return server
    return undefined // it was killed: the file is left over
  }
}

/** Asks the running server. */
export async function ask<Answer>(
  server: LocalServer,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<Answer> {
  const response = await fetch(`${server.url}${path}`, {
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
