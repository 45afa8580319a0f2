import type { sampleEn } from '../en/sample.ts'
import type { Translation } from '../shape.ts'

export const sampleFr: Translation<typeof sampleEn> = {
  sample: {
    label: 'Ville d’exemple',
    says: '{{city}} est une ville inventée : ses appareils sont des programmes, et rien ici n’est réel.',
    begun: 'Le scénario commence : ses incidents seront dans la file d’ici quelques minutes.',
    story: 'Regarder un scénario',
    stories: {
      'traffic-takeover': 'Prise de contrôle des feux',
      'water-manipulation': 'Mesures de l’eau manipulées',
      'ransomware-preparation': 'Rançongiciel en préparation',
    },
    leave: 'Commencer avec ma ville',
    leaving: 'Votre propre maison s’ouvre…',
  },
  firstSteps: {
    source: 'Ajouter une source',
    list: 'Importer une liste de vos équipements',
  },
}
