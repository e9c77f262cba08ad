// Invented responsables with an open account, each on a network of her own: what throttles one does not slow another.
import { person } from '../contract/client.mjs';

const phrase = 'tilleul-jardin-crayon-violon-marmite-soleil';

export async function settleFamilies(box, count) {
  const agent = await person(box.origin);
  await agent.signIn(box.people.secretariat.identifiant, box.people.secretariat.phrase);
  await agent.acceptDirectory('', 1);
  const { courriers } = await agent.need(200, 'GET', '/api/v1/agent/courriers');
  const { etab, maintenant } = await agent.need(200, 'GET', '/api/v1/accueil');
  const chosen = courriers.filter((one) => one.compte === 'sans_lettre' && one.adresse.length > 0).slice(0, count);
  if (chosen.length < count) throw new Error(`${chosen.length} responsables to write to, ${count} wanted`);
  const { lettres, envoi } = agent.vault('makeLetters', { courriers: chosen, etab, avecInfirmerie: true, expire_le: maintenant + 86400, maintenant });
  await agent.need(201, 'POST', '/api/v1/agent/courriers', { body: envoi });
  const families = [];
  for (const [rank, lettre] of lettres.entries()) {
    const one = await person(box.origin, { from: `127.1.${rank}.1` });
    await one.activate({ chemin: `/a#${lettre.fragment}` }, phrase);
    await one.signIn(lettre.identifiant, phrase);
    one.moi = await one.need(200, 'GET', '/api/v1/moi');
    families.push(one);
  }
  return { agent, families };
}

export const holderOf = ({ responsable }) => `${responsable.civilite} ${responsable.prenom} ${responsable.nom}`;
// Every place where a pièce can be sent.
export const slotsOf = (families) => families.flatMap((who) => who.moi.volets.flatMap((volet) => volet.pieces.map(({ type }) => ({ who, volet: volet.id, type }))));

export async function waiting(agent) {
  const { dossiers } = await agent.need(200, 'GET', '/api/v1/agent/dossiers');
  return dossiers.flatMap((one) => one.volets.flatMap((volet) => volet.pieces)).filter((piece) => piece.etat === 'en_lecture').length;
}
