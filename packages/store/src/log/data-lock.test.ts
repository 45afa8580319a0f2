import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { builtModule } from '@tocsin/kit'
import { describe, expect, test } from 'vitest'
import { lockDataFolder } from './data-lock.ts'
import { inScratch } from './scratch-log.ts'

const holding = (dir: string) => {
  const module = JSON.stringify(builtModule(import.meta.url, './data-lock.js').href)
  const program = `const { lockDataFolder } = await import(${module}); lockDataFolder(process.argv[1])
    console.log('held'); setInterval(() => undefined, 1000)`
  return spawn(process.execPath, ['--input-type=module', '-e', program, dir], { stdio: ['ignore', 'pipe', 'inherit'] })
}

describe('the lock of a data folder', () => {
  test('is taken, refused while held, and given back', () =>
    inScratch((dir) => {
      const release = lockDataFolder(join(dir, 'new'))
      expect(() => lockDataFolder(join(dir, 'new'))).toThrow(
        expect.objectContaining({ code: 'data-locked', message: expect.stringContaining(String(process.pid)) }),
      )
      release()
      expect(existsSync(join(dir, 'new', 'lock'))).toBe(false)
      lockDataFolder(join(dir, 'new'))()
    }))

  test('of another process is refused by its id, and taken over after kill -9', () =>
    inScratch(async (dir) => {
      const child = holding(dir)
      await once(child.stdout, 'data')
      expect(() => lockDataFolder(dir)).toThrow(
        expect.objectContaining({ code: 'data-locked', message: expect.stringContaining(String(child.pid)) }),
      )
      child.kill('SIGKILL')
      await once(child, 'exit')
      const release = lockDataFolder(dir)
      expect(JSON.parse(readFileSync(join(dir, 'lock'), 'utf8')).pid).toBe(process.pid)
      release()
    }))

  test('of an earlier process with the same id is stale, and so is one that nobody can read', () =>
    inScratch((dir) => {
      for (const stale of [
        JSON.stringify({ pid: process.pid, started: 'another boot/1' }),
        '',
        '{"pid":-1}',
        '{"pid":"x"}',
      ]) {
        writeFileSync(join(dir, 'lock'), stale)
        lockDataFolder(dir)()
      }
    }))

  test('is not given back by one who no longer holds it', () =>
    inScratch((dir) => {
      const release = lockDataFolder(dir)
      writeFileSync(join(dir, 'lock'), '{"pid":1}')
      release()
      expect(existsSync(join(dir, 'lock'))).toBe(true)
    }))
})
