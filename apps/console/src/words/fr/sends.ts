import type { sendsEn } from '../en/sends.ts'
import type { Translation } from '../shape.ts'

export const sendsFr: Translation<typeof sendsEn> = {
  sends: {
    title: 'Ce que Tocsin envoie',
    says: 'Compté là où c’est envoyé. Ce qui écoute ne répond que dans son protocole ; un nom est demandé au résolveur de la machine. Rien d’autre ne sort de Tocsin.',
    nothing: 'Tocsin n’a rien envoyé à personne.',
    intoNone: 'Tocsin n’envoie dans aucune des {{all}} zones.',
    into_one: 'Tocsin envoie dans {{n}} zone sur {{all}}.',
    into_many: 'Tocsin envoie dans {{n}} zones sur {{all}}.',
    into_other: 'Tocsin envoie dans {{n}} zones sur {{all}}.',
    noZone: 'Vers des cibles qui ne sont dans aucune zone',
    quiet: 'Rien n’a été envoyé dans',
    what: 'Quoi',
    whom: 'À qui',
    order: 'Par quel ordre',
    by: { connection: 'connexion', target: 'destinataire', setting: 'réglage' },
    configured: 'dans la configuration',
    givenBy: 'donné par {{who}}, {{day}}',
    kind: {
      'http-get': 'question à une API (HTTP GET)',
      webhook: 'notification (HTTPS POST)',
      mail: 'courriel au serveur de messagerie (SMTP)',
      'mqtt-connect': 'MQTT : se connecte',
      'mqtt-subscribe': 'MQTT : s’abonne',
      'mqtt-ping': 'MQTT : signe de vie',
      'mqtt-acknowledge': 'MQTT : accuse réception',
      'mqtt-disconnect': 'MQTT : s’en va',
      'sign-in': 'question au fournisseur d’identité (HTTPS)',
      'audit-copy': 'point de contrôle de l’audit (syslog)',
    },
  },
}
