// Invented people only: surnames of plants and birds, telephone numbers kept for fiction, brands that do not exist.
// Everything is drawn from one seed, so that a specimen that fails can be made again.

export function randomFrom(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return {
    next,
    pick: (list) => list[Math.floor(next() * list.length)],
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
  };
}

const noms = ['Bruyère', 'Mésange', 'Fauvette', 'Charme-Loriot', 'Sittelle', 'Aubépine', 'Cormoran', 'Genêt', 'Pinson', 'Églantier', 'Roitelet', 'Fusain', 'Héron', 'Millepertuis', 'Verdier', 'Noisetier', 'Lys', 'Garance', 'Bouvreuil', 'Sureau'];
const meres = ['Aïssata', 'Colombe', 'Ondine', 'Marie-Hélène', 'Élodie', 'Nadège', 'Inès', 'Solène', 'Maëlys', 'Fatoumata'];
const peres = ['Loïc', 'Jean-Baptiste', 'Côme', 'Mehdi', 'Gaël', 'Théophane', 'Yann', 'Rémi', 'Ibrahim', 'Hervé'];
const enfants = ['Léonie', 'Basile', 'Séraphine', 'Ismaël', 'Timothée', 'Zélie', 'Lou-Anne', 'Noé', 'Aliénor', 'Sohan'];
const voies = ['avenue Jean-Jaurès', 'rue des Lilas', 'boulevard du Général-Leclerc', 'impasse des Alouettes', 'chemin de la Source', 'place Saint-Michel', 'allée des Ormes', 'route de Lyon', 'quai de la Marne', 'rue du 8-Mai-1945'];
const communes = [['38000', 'Grenoble'], ['38400', "Saint-Martin-d'Hères"], ['69003', 'Lyon'], ['17000', 'La Rochelle'], ['91700', 'Sainte-Geneviève-des-Bois'], ['44000', 'Nantes'], ['59000', 'Lille'], ['13200', 'Arles'], ['35400', 'Saint-Malo'], ['67000', 'Strasbourg']];

export function family(random) {
  const nom = random.pick(noms);
  const other = () => random.pick(noms.filter((n) => n !== nom));
  const mother = random.next() < 0.6;
  const prenom = random.pick(mother ? meres : peres);
  const eleve = random.pick(enfants);
  const [codePostal, commune] = random.pick(communes);
  return {
    civilite: mother ? random.pick(['Mme', 'MME', 'Madame']) : random.pick(['M.', 'MR', 'Monsieur']),
    responsable: { nom, nom_naissance: mother && random.next() < 0.5 ? other() : '', prenom },
    enfant: { nom, prenom: eleve },
    fratrie: { nom, prenom: random.pick(enfants.filter((e) => e !== eleve && e.slice(0, 3) !== eleve.slice(0, 3))) },
    adresse: { voie: `${random.between(1, 140)}${random.pick(['', '', '', ' bis'])} ${random.pick(voies)}`, code_postal: codePostal, commune },
    stranger: { nom: other(), prenom: random.pick(mother ? peres : meres) },
    ailleurs: (() => {
      const [cp, c] = random.pick(communes.filter(([, name]) => name !== commune));
      return { voie: `${random.between(1, 99)} rue des Cigognes`, code_postal: cp, commune: c };
    })(),
    telephone: `06 39 98 ${String(random.between(10, 99))} ${String(random.between(10, 99))}`,
    naissance: `${String(random.between(1, 28)).padStart(2, '0')}/${String(random.between(1, 12)).padStart(2, '0')}/20${random.between(13, 15)}`,
  };
}

const mois = ['janvier', 'février', 'mars', 'avril', 'mai', 'juin', 'juillet', 'août', 'septembre', 'octobre', 'novembre', 'décembre'];

export function days(iso, count) {
  return new Date(Date.parse(`${iso}T12:00:00Z`) + count * 86400000).toISOString().slice(0, 10);
}

// One of the ways papers write a day.
export function written(iso, style) {
  const [y, m, d] = iso.split('-').map(Number);
  const two = (n) => String(n).padStart(2, '0');
  switch (style) {
    case 'long': return `${d === 1 ? '1er' : d} ${mois[m - 1]} ${y}`;
    case 'dots': return `${two(d)}.${two(m)}.${y}`;
    case 'short': return `${two(d)}/${two(m)}/${String(y).slice(2)}`;
    default: return `${two(d)}/${two(m)}/${y}`;
  }
}

export const monthName = (iso) => `${mois[Number(iso.slice(5, 7)) - 1]} ${iso.slice(0, 4)}`;
