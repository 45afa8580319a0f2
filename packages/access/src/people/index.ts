export { openPeople, type People, type Revealed, type RevealWish, revealLife } from './people.ts'
export { isPseudonym, type Pseudonym, pseudonymsIn } from './pseudonym.ts'
export { peopleMigrations } from './tables.ts'
