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
  const between = (low, high) => low + Math.floor(next() * (high - low + 1));
  return { next, between, pick: (list) => list[Math.floor(next() * list.length)], digits: (count) => Array.from({ length: count }, () => between(0, 9)).join('') };
}

// So that a specimen is the same whether it is made alone or among all.
export function seedOf(seed, name) {
  let h = 2166136261 ^ seed;
  for (const c of name) h = Math.imul(h ^ c.codePointAt(0), 16777619);
  return h >>> 0;
}

const noms = ['Bruyère', 'Mésange', 'Fauvette', 'Charme-Loriot', 'Sittelle', 'Aubépine', 'Cormoran', 'Genêt', 'Pinson', 'Églantier', 'Roitelet', 'Fusain', 'Héron', 'Millepertuis', 'Verdier', 'Noisetier', 'Lys', 'Garance', 'Bouvreuil', 'Sureau',
  'du Chêne', 'de la Bruyère', "L'Épervier", "d'Argousier", 'Le Merle', 'Sokół', 'Çiçek', 'Zeytoun', 'Águila', 'Bulbul', 'Vogelsang', 'Kestrel', 'Nogueira', 'Ibis', 'Gül', 'Rossignol Tilleul', 'Grand-Duc', 'Œillet', 'Châtaignier', 'Pic-Épeiche'];
const meres = ['Aïssata', 'Colombe', 'Ondine', 'Marie-Hélène', 'Élodie', 'Nadège', 'Inès', 'Solène', 'Maëlys', 'Fatoumata', 'Anne Sophie', 'Zofia', 'Leïla', 'Thi Mai', 'Clémence'];
const peres = ['Loïc', 'Jean-Baptiste', 'Côme', 'Mehdi', 'Gaël', 'Théophane', 'Yann', 'Rémi', 'Ibrahim', 'Hervé', 'Paweł', 'João', 'Jean Marc', 'Özgür', 'Éric'];
const enfants = ['Léonie', 'Basile', 'Séraphine', 'Ismaël', 'Timothée', 'Zélie', 'Lou-Anne', 'Noé', 'Aliénor', 'Sohan', 'Maïwenn', 'Eliott', 'Chloé', 'Adama', 'Victoire', 'Raphaël', 'Naïm', 'Jean-Côme'];
const garcons = new Set(['Basile', 'Ismaël', 'Timothée', 'Noé', 'Sohan', 'Eliott', 'Adama', 'Raphaël', 'Naïm', 'Jean-Côme']);
const voies = ['avenue Jean-Jaurès', 'rue des Lilas', 'boulevard du Général-Leclerc', 'impasse des Alouettes', 'chemin de la Source', 'place Saint-Michel', 'allée des Ormes', 'route de Lyon', 'quai de la Marne', 'rue du 8-Mai-1945', "rue de l'Église", 'square Victor-Hugo', 'cours de la République', 'passage du Moulin', 'rue Notre-Dame-des-Champs', 'sentier des Écoliers', 'avenue du Maréchal-Foch', 'rue Sainte-Barbe'];
const communes = [['38000', 'Grenoble'], ['38400', "Saint-Martin-d'Hères"], ['69003', 'Lyon'], ['17000', 'La Rochelle'], ['91700', 'Sainte-Geneviève-des-Bois'], ['44000', 'Nantes'], ['59000', 'Lille'], ['13200', 'Arles'], ['35400', 'Saint-Malo'], ['67000', 'Strasbourg'],
  ['75011', 'Paris'], ['13008', 'Marseille'], ['94200', 'Ivry-sur-Seine'], ['97400', 'Saint-Denis'], ['20000', 'Ajaccio'], ['25000', 'Besançon'], ['56700', 'Hennebont'], ['81000', 'Albi'], ['54500', 'Vandœuvre-lès-Nancy'], ['62100', 'Calais']];

const fold = (text) => text.normalize('NFKD').replace(/[̀-ͯ]/g, '').toLowerCase();
const two = (n) => String(n).padStart(2, '0');

export function family(random) {
  const taken = [];
  // Names far enough from one another for a slip of the reader not to make one into the other.
  const name = (list) => {
    for (;;) {
      const one = random.pick(list);
      if (taken.some((t) => fold(t).slice(0, 3) === fold(one).slice(0, 3))) continue;
      taken.push(one);
      return one;
    }
  };
  const nom = name(noms), mother = random.next() < 0.6, birth = (from, to) => `${random.between(from, to)}-${two(random.between(1, 12))}-${two(random.between(1, 28))}`;
  const prenom = name(mother ? meres : peres), eleve = name(enfants), frere = name(enfants), nomMere = mother && random.next() < 0.4 ? name(noms) : '';
  const [codePostal, commune] = random.pick(communes);
  const house = random.next();
  const voie = house < 0.06 ? 'lieu-dit Le Moulin Neuf' : `${random.between(1, 140)}${random.pick(['', '', '', '', ' bis', ' ter', ' B'])} ${random.pick(voies)}`;
  const enfant = { nom, prenom: eleve, naissance: birth(2013, 2015) };
  return {
    civilite: mother ? random.pick(['Mme', 'MME', 'Madame']) : random.pick(['M.', 'MR', 'Monsieur', 'M']),
    mother,
    girl: !garcons.has(eleve),
    responsable: { nom, nom_naissance: nomMere, prenom, naissance: birth(1975, 1990) },
    autre_parent: { nom: name(noms), prenom: name(mother ? peres : meres), naissance: birth(1975, 1990) },
    enfant,
    fratrie: { nom, prenom: frere, naissance: birth(2016, 2019) },
    adresse: { voie, code_postal: codePostal, commune },
    complement: random.pick(['', '', '', 'Résidence Les Glycines', 'Bât. B, appt 14', 'Esc. 2, porte 31', 'Chez la gardienne']).replace('Chez la gardienne', 'Étage 3'),
    stranger: { nom: name(noms), prenom: name(mother ? peres : meres), naissance: birth(1970, 1992) },
    other_child: { nom: name(noms), prenom: name(enfants), naissance: birth(2013, 2015) },
    ailleurs: (() => {
      const [cp, c] = random.pick(communes.filter(([code]) => code.slice(0, 2) !== codePostal.slice(0, 2)));
      return { voie: `${random.between(1, 99)} rue des Cigognes`, code_postal: cp, commune: c };
    })(),
    telephone: `06 39 98 ${two(random.between(10, 99))} ${two(random.between(10, 99))}`,
  };
}

const mois = ['janvier', 'février', 'mars', 'avril', 'mai', 'juin', 'juillet', 'août', 'septembre', 'octobre', 'novembre', 'décembre'];

export function days(iso, count) {
  return new Date(Date.parse(`${iso}T12:00:00Z`) + count * 86400000).toISOString().slice(0, 10);
}

// One of the ways papers write a day.
export function written(iso, style) {
  const [y, m, d] = iso.split('-').map(Number);
  switch (style) {
    case 'long': return `${d === 1 ? '1er' : d} ${mois[m - 1]} ${y}`;
    case 'capitals': return `${two(d)} ${mois[m - 1].toUpperCase()} ${y}`;
    case 'dots': return `${two(d)}.${two(m)}.${y}`;
    case 'dashes': return `${two(d)}-${two(m)}-${y}`;
    case 'spaces': return `${two(d)} ${two(m)} ${y}`;
    case 'short': return `${two(d)}/${two(m)}/${String(y).slice(2)}`;
    default: return `${two(d)}/${two(m)}/${y}`;
  }
}

export const monthName = (iso) => `${mois[Number(iso.slice(5, 7)) - 1]} ${iso.slice(0, 4)}`;

const numbers = ['zéro', 'un', 'deux', 'trois', 'quatre', 'cinq', 'six', 'sept', 'huit', 'neuf', 'dix', 'onze', 'douze', 'treize', 'quatorze', 'quinze', 'seize', 'dix-sept', 'dix-huit', 'dix-neuf', 'vingt', 'vingt et un', 'vingt-deux', 'vingt-trois', 'vingt-quatre', 'vingt-cinq', 'vingt-six', 'vingt-sept', 'vingt-huit', 'vingt-neuf', 'trente', 'trente et un'];
export const inWords = (iso) => `${iso.endsWith('-01') ? 'premier' : numbers[Number(iso.slice(8))]} ${mois[Number(iso.slice(5, 7)) - 1]} deux mille ${numbers[Number(iso.slice(2, 4))]}`;
