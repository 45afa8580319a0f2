import { expect, test } from 'vitest'
import { csvOf } from './csv.ts'

test('cells are quoted where they must be, and none is a formula', () => {
  const entry = { n: 1, at: 0, who: 'Zoé', role: 'analyst', act: 'event.search', outcome: 'done', address: '' } as const
  expect(csvOf([{ ...entry, about: '=cmd|"x",y', rows: 3 }]).split('\r\n')).toEqual([
    'n,at,who,role,act,about,outcome,rows,reason,incident,times,address',
    '1,1970-01-01T00:00:00.000Z,Zoé,analyst,event.search,"\'=cmd|""x"",y",done,3,,,,',
    '',
  ])
})
