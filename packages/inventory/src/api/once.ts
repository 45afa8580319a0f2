import { type City, check, harmsSame, onceFor, type Question, questions, showsSame } from '@tocsin/city'
import { breath } from '../breath.ts'

/** Problems that are listed. */
const mostListed = 500

/** The problems of a city: looked for once a version, however often somebody asks. */
export const problemsOf = onceFor(showsSame, (city: City) => check(city, mostListed))

/** The open questions of a city, made once a version. */
export const questionsOf: (city: City) => readonly Question[] = onceFor(harmsSame, (city) => questions(city))

/** Makes what the first look at a city asks for, with turns for others between. */
export async function lookAhead(city: City): Promise<void> {
  questionsOf(city)
  await breath()
  problemsOf(city)
  await breath()
}
