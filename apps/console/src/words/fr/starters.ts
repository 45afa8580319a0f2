import type { startersEn } from '../en/starters.ts'
import type { Translation } from '../shape.ts'

/** Les mots des registres à cocher. */
export const startersFr: Translation<typeof startersEn> = {
  starters: {
    title: 'Ce que votre ville possède',
    says: 'Cochez ce qui existe ; un nom est bienvenu sans être nécessaire. Chaque service donne ensuite lieu à trois questions au plus : qui en dépend, qui prend le relais à la main, combien de temps il peut manquer.',
    services: 'Services',
    servicesSays: 'Ce que la ville fait pour les gens, ou pour elle-même.',
    suppliers: 'Prestataires',
    suppliersSays: 'Les métiers qui accèdent d’ordinaire à ce qu’une ville exploite.',
    name: 'Nom : {{what}}',
    namePlace: 'Comment vous l’appelez (facultatif)',
    known: 'déjà connu',
    knownAs: 'connu sous le nom de {{name}}',
    supposed: 'supposé d’après votre liste ; cochez pour confirmer',
    none: 'Rien n’est coché',
    add_one: 'Ajouter {{n}} entrée',
    add_many: 'Ajouter {{n}} entrées',
    add_other: 'Ajouter {{n}} entrées',
    added: 'C’est ajouté.',
    link: 'Cocher ce que votre ville possède',
  },
}
