import { type City, check, type Question, questions } from '@tocsin/city'

/** Problems that are listed. */
const mostListed = 500

/** The problems of a city: looked for once a version, however often somebody asks. */
export const problemsOf = onceForEach((city) => check(city, mostListed))

/** The open questions of a city, made once a version. */
export const questionsOf: (city: City) => readonly Question[] = onceForEach((city) => questions(city))

function onceForEach<Made extends object>(make: (city: City) => Made): (city: City) => Made {
  const known = new WeakMap<City, Made>()
  return (city) => {
    const made = known.get(city) ?? make(city)
    known.set(city, made)
    return made
  }
}
