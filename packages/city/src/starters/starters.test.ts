import type { ServiceId } from '@tocsin/kit'
import { expect, test } from 'vitest'
import { emptyCity } from '../city.ts'
import { coldStart } from '../cold-start.ts'
import { merge } from '../merge.ts'
import { type By, shown } from '../model/statement.ts'
import { questions } from '../questions.ts'
import { record } from '../record.ts'
import { starterServices, starterSuppliers } from './registers.ts'
import { startedWith, starters } from './starters.ts'

const by: By = { source: 'operator:ann', time: 1000, confidence: 'declared' }
const empty = emptyCity(1000)

test('registers name each entry once, in both languages', () => {
  const ids = [...starterServices, ...starterSuppliers].map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  for (const { words } of [...starterServices, ...starterSuppliers]) expect(words.fr).not.toBe('')
})

test('what is ticked is known by the name that was given, else by that of the register', () => {
  const ticked = [
    { id: 'water', name: 'Eau de la presqu’île' },
    { id: 'video' },
    { id: 'telecoms', name: 'Fil & Onde' },
  ]
  const city = merge(empty, startedWith(empty, [...ticked, { id: 'no such thing' }], 'fr', by))
  const known = starters(city).flatMap(({ id, known: name }) => (name === undefined ? [] : [[id, name]]))
  expect(known).toEqual([
    ['water', 'Eau de la presqu’île'],
    ['video', 'Vidéoprotection'],
    ['telecoms', 'Fil & Onde'],
  ])
  expect(city.services.size).toBe(2)
  expect(city.organisations.size).toBe(1)
  // Each is asked about, as any other one.
  expect(new Set(questions(city).map(({ service }) => service)).size).toBe(2)
})

test('a service that was supposed from a list is confirmed where it stands, with what carries it', () => {
  const pump = record('assets', 'pump-1', { name: 'Pump', kind: 'pump' }, { ...by, confidence: 'imported' })
  if (!pump.ok) throw new Error('not read')
  const listed = merge(empty, { assets: [pump.value] })
  const supposed = merge(listed, coldStart(listed, 1000))
  expect(supposed.services.has('assumed-water' as ServiceId)).toBe(true)
  const water = starters(supposed).find(({ id }) => id === 'water')
  expect([water?.known, water?.supposed]).toEqual([undefined, 'drinking water'])
  const city = merge(supposed, startedWith(supposed, [{ id: 'water' }, { id: 'video' }], 'en', by))
  expect([...city.services.keys()].sort()).toEqual(['assumed-water', 'starter-video'])
  expect(shown(city.services.get('assumed-water' as ServiceId)?.said.name, 1000)).toMatchObject({
    value: 'Drinking water',
    confidence: 'declared',
  })
})

test('two starters of one kind are two services, in any order', () => {
  const first = merge(empty, startedWith(empty, [{ id: 'pay' }], 'en', by))
  const both = merge(first, startedWith(first, [{ id: 'administration' }], 'en', by))
  expect([...both.services.keys()].sort()).toEqual(['starter-administration', 'starter-pay'])
  // The same again changes nothing.
  expect(merge(both, startedWith(both, [{ id: 'administration' }, { id: 'pay' }], 'en', by)).services.size).toBe(2)
})
