import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Runs a function of the built server in a process of its own: threads start from the built modules. */
export async function built<Answer>(name: string, ...args: readonly unknown[]): Promise<Answer> {
  const module = fileURLToPath(new URL('../../dist/backup/testing.js', import.meta.url))
  const child = spawn(process.execPath, [module, name, JSON.stringify(args)], { stdio: ['ignore', 'pipe', 'inherit'] })
  let out = ''
  child.stdout.on('data', (chunk) => {
    out += chunk
  })
  await new Promise((resolve) => child.once('close', resolve))
  const { answer, failure } = JSON.parse(out)
  if (failure !== undefined) throw failure
  return answer
}
