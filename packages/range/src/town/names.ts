/** Names as any port has them; none is of a person, and together they are of no place. */
export const avenueNames: readonly string[] = [
  'Grand-Large',
  'Marées',
  'Phare',
  'Arsenal',
  'Gare-Maritime',
  'Bassins',
  'République',
  'Liberté',
  'Corderie',
  'Chantiers',
  'Vigie',
  'Estacade',
  'Hauts-Fonds',
  'Longue-Vue',
  'Rade',
  'Sémaphore',
  'Trois-Mâts',
  'Voiles',
  'Embruns',
  'Horizon',
  'Méridienne',
  'Équinoxe',
  'Nord-Ouest',
].map((name) => `avenue ${of(name)}`)

export const streetNames: readonly string[] = [
  ...'Ancres Bouées Cabestans Drisses Écoutes Filets Galets Haubans Jetées Lanternes Mouettes Nacres Oursins'.split(
    ' ',
  ),
  ...'Pêcheurs Quilles Radeaux Salines Tamaris Vanneaux Ajoncs Bruyères Calfats Dunes Étoiles Fougères'.split(' '),
  ...'Goélands Hirondelles Iris Joncs Lavandières Merles Noisetiers Ormes Peupliers Roseaux Saules Tilleuls'.split(' '),
  ...'Amandiers Bergères Charrons Doreurs Épiciers Ferronniers Graveurs Horlogers Imprimeurs Jardiniers'.split(' '),
  ...'Libraires Menuisiers Notaires Orfèvres Potiers Relieurs Selliers Tisserands Vanniers Verriers'.split(' '),
  ...'Fontaines Halles Lavoirs Moulins Ponts Remparts Sources Tanneries Vergers Viaducs'.split(' '),
].map((name) => `rue des ${name}`)

/** Quarters with the people of the last census. */
export const census = [
  { name: 'Vieux-Port', x: -1900, y: 250, people: 12_400 },
  { name: 'Centre', x: -450, y: 200, people: 21_600 },
  { name: 'Les Bassins', x: -1500, y: -950, people: 14_200 },
  { name: 'Les Dunes', x: -1900, y: 1400, people: 13_800 },
  { name: 'Haut-Phare', x: -500, y: 1800, people: 17_300 },
  { name: 'Gare', x: 900, y: 150, people: 19_900 },
  { name: 'Bois-Clair', x: 1500, y: 1500, people: 18_500 },
  { name: 'Grand-Vent', x: 250, y: -1700, people: 20_700 },
  { name: 'Les Salines', x: -1000, y: -2100, people: 9_600 },
  { name: 'La Vigie', x: 2400, y: -900, people: 12_900 },
  { name: 'Université', x: 2600, y: 500, people: 11_100 },
  { name: 'Plaine-Sud', x: 1500, y: -1900, people: 8_000 },
] as const

export const townName = 'Clairhavre'
export const townPeople = 180_000

function of(name: string): string {
  if (name.endsWith('s')) return `des ${name}`
  if (/^[AEÉHIOU]/.test(name)) return `de l’${name}`
  return ['Grand-Large', 'Phare', 'Sémaphore', 'Nord-Ouest'].includes(name) ? `du ${name}` : `de la ${name}`
}
