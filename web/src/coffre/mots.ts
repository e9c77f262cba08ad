// 2,048 plain French words without accents, 4 to 9 letters: 11 bits each. Chosen for the ear and the thumb; no pair that is
// only singular and plural, nothing that wounds. A word may be replaced, never counted short: the test counts them.
export const mots: readonly string[] = `
abeille abricot absent accent accord achat acier acrobate acteur action adroit affaire affiche agenda agile agneau
agrafe agrume aiguille aimant aisance ajout alarme album algue alliage allure alouette alpage alphabet altitude
amande amateur ambiance ambre amical amidon amiral ample ampoule amusant ananas ancien animal annonce antenne
antilope appareil appel applaudi appui aquarium arbitre arbuste arcade archet ardoise argent argile armoire armure
arpent arrivage arrosoir artichaut article artisan artiste ascenseur asperge assiette astre astuce atelier atlas
atome atout attache attente attirail auberge aubergine audace auto automne autour autruche avance aventure averse
avion aviron avis avocat avoine avril azur babouin badge bagage baigneur balade balai balance balcon baleine balise
balle bambou banane bande bandeau banjo banque banquise baobab barbue baril barque barrage barre barreau barrique
bascule basilic basket bassin bataille bateau batteur bavard bazar beignet belette benjamin berceau berge bermuda
besace besogne besoin bestiole beurre bibelot biberon bidon bijou billet biniou biologie bisou bitume bizarre blague
blaireau blanc blason bleu bleuet bloc blond blouse blouson bobine bocal boire bois bolide bonbon bonheur bonjour
bonnet bord bordure borne botanique botte bottine boucher bouchon boucle boue bouger bougie bouillon bouleau boulet
boulon bouquet bourdon bourg bourgeon bourse boussole bouteille boutique boxe boxeur bracelet braise branche brasier
brasserie brave brebis bref bretelle brevet bricolage brillant brin brioche brique briquet brocante brochet brochure
broderie bronze brosse brouette bruine bruit brume brun buanderie buffle buisson bulbe bulletin bureau buste butin
buvette cabane cabinet cabri cachet cachette cactus cadeau cadence cadran cadre cahier caillou caisse caisson cajou
calcul calepin calme camarade camion campagne camping canal canapier canard canari canevas canicule canif cantine
canyon cape capitaine capital capot capsule capuche caramel caravane carbone cardigan cargo caribou carnaval carnet
carotte carrosse carrure carte carton cascade case castor catalogue caverne caviar ceinture cellier cellule cent
centaine cercle cerf cerise cerisier chaise chalet chaleur chaloupe chambre chameau champ champion chance chanson
chant chantier chapeau chapelle chapiteau chapitre charbon chardon charge chariot charme charpente charrette chaton
chaud chaudron chauffage chausson chaussure chef chemin chemise chenille cheval chevalet cheveu chevreuil chevron
chien chiffon chiffre chimie chiot chips chocolat choix chorale chose chou chouette chute cible cidre ciel cigale
cigogne cime ciment cinq cintre cirque ciseau citadelle citerne citron civil clair clairon classe classeur clavier
client clim climat cloche clocher clochette cloison cloporte clos clown club cobra cocotier coffret coiffe coiffeur
coin colibri colis collage colle collier colline colombe colonie colonne colza combe comique commande commerce
commode commun compagnon compas complet complice compote comptoir concert concombre conduite confetti confiance
confiture confort conseil console conte content conteur continent contour contraste contrat convive convoi copain
copeau copie coquet coquille corail corbeille corde cordon cormoran cornet corniche cornichon corps cosmos costume
coton coude couleur coulisse couloir coup coupole courage courant coureur courgette couronne courrier course
courtois cousin couteau couture couvent couvercle couvert cowboy crabe craie crampon cravate crayon creux crevette
crinoline cristal crochet crocodile crocus croisette croissant croix croquette croquis croustade cruche crustace
cuir cuisine cuivre culotte culture cumin cuve cuvette cyan cycle cycliste cygne cylindre cymbale dahlia daim
dallage dalle dame damier danse danseur date dauphin debout dedans dehors demain demi dent dentelle dernier descente
dessert dessin dessous dessus deux devant devise devoir dialogue diamant diesel digue dimanche dindon direct
direction disque distance divan divers docile docteur document doigt dollar domaine domino dompteur donjon dorade
dormeur dortoir dosage dossier douane double douceur douzaine dragon drap drapeau dresseur droit drone dune duvet
dynamo effort ellipse embarquer embout empire emploi encadrer encens enclos enclume encore endive endroit enduit
enfant enfin engrais enjeu enorme ensemble ensuite entier entonnoir entracte entre entretien envers envie envoi
escabeau escale escalier escargot escorte escrime espace espadon espoir esprit essaim essence essor estampe estrade
estuaire exact examen excellent exemple exercice exister exotique expert explorer express extrait fabrique face
facette facile facteur facture fagot faible faisan fait falaise famille fanfare fanion fantaisie faon farandole
faste fauche faucon faune fauteuil favori femme ferme fermier ferraille ferry festin festival feuillage feuille
feutre fibre ficelle fichier figure filet filleul film filou filtre final finance finesse firme fissure flacon flair
flambeau flamme flan flanelle flaque flash flatteur fleur fleuron fleuve flexible flocon flore flot flotte fluide
foin foire folie folklore fond fondant fondue fontaine football force forge forgeron formation formule fort fortin
fortune forum fosse fossile fougasse foulard foule fourche fourgon fourmi fournil fourrure foyer fraise framboise
franc frange frelon fresque friand friandise frigo frileux fringant fripon frisson frite froid fromage froment front
fronton fruit fruitier fuchsia fugue funambule fureur fusain futaie futur gabarit gadget gaffe gagnant galaxie
galerie galet gallon galop gamin gamme gant garage gardien gare garnison garrigue gaufre gazelle gazette gazon geai
gecko genou genre gens gentil geyser gibier girafe girofle girouette givre glace glacier glissade globe gloire
glouton gnome gobelet golfe gondole gong gorille gouache goulot gourde gourmand gourmet gouverne goyave graine
grammaire gramme grand grange granit graphite grappe gratin gratuit gravier gravure grelot grenade grenier griffe
grignoter grillage grillon grimoire grimpeur gris grive grogner grotte groupe gruau guide guidon guirlande guitare
habile habit habitude haie halo halte hamac hamburger hamster hangar hanneton hareng haricot harmonica harmonie
harnais harpe harpon hasard haut hauteur havre hectare herbe herbier herbivore hibou hier hippique histoire hiver
hobby hockey homard homme honneur honte horizon horloge hors houle houx hublot huile huit humble humide humour humus
huppe husky hutte hymne ibis iceberg igloo iguane image imiter immense impair impasse important impulsion inattendu
incolore index indice indigo infini ingrat initial inox insecte insigne installer instant instinct intact intrigue
inventer invisible ironie isard isoler ivoire jackpot jade jadis jaguar jamais jambe jambon janvier jardin jardinier
jargon jarre jasmin javelot jazz jeans jersey jeton jeudi jeune jockey jogging joie joli jongleur jonque jonquille
jouet joueur jour journal joyeux judo juillet juin jumeau jumelle jungle junior jupe juste justice kaki karaoke
karting kayak kermesse kilo kimono kiosque kiwi klaxon koala krill label labeur labo laboureur lacet lagon lagune
lainage lait laitier laitue lampe lampion lance landau langage langouste lanterne lapin large laser lasso lavande
lave lavoir lecteur lecture lentille lessive lest lettre leurre levain levier lexique liane libellule librairie
libre lierre lieu lilas lima limace limite limonade limousine limpide linge lingot lion liquide lisible lisse litchi
littoral livret logement logique logo loisir lombric long longueur loquet lotion lotus louange loupe loutre loyal
luciole lueur luge lumineux lundi lunette lustre luth lutin lutteur luxe luzerne lynx lyre macaron madeleine magasin
magazine magie magique magma magnolia maillot mairie maison majeur majuscule malice malin mallette mammouth manchot
mandarine mandoline manette mangeoire mangouste mangue manivelle mannequin manteau manuel marathon marbre marchand
marche mardi mareyeur margelle marine marmelade marmite marmotte marque marquise marraine marron mars martin
mascotte masque massif mastic match matelas matelot matinal mauve maximum mazurka menthe menton menu menuet
menuisier mercredi meringue merisier merveille message messager mesure meuble meule micro midi mien miette mieux
mignon mijoter milan milieu mimosa mince minibus minuit minute mirabelle miracle miroir mise missive mistral mitaine
mixte mobile mode moderne modeste moineau mois moisson mollet moment momie monarque moniteur monnaie monocle
monsieur montagne montre monture monument moquette moral morceau morille morse mortier moteur motif moto motte
mouchoir mouette moufle mouflon moulin moulure mousse moustache moustique mouton mouvement moyen muffin mufle
mugissant muguet mulet mulot multiple muraille muscade muscle museau musette musique mustang myrte myrtille nacelle
nageoire nageur naissance nappe narcisse narine natte nature naval navet navette navire nectar nectarine neige
nettoyage neuf neutre neveu niche niveau noble noisette noix nombre nord nougat nouille nounours nourrice nouveau
nouvelle novembre noyau noyer nuage nuance nuit nymphe oasis observer ocarina occasion ocre octave octobre offre
ogre oignon oiseau oisillon olive olivier olympique ombrelle omelette omnibus oncle ongle onyx onze opale opinion
optique orage orchestre ordinaire ordre oreiller organe orgue orient orifice original orme ormeau ornement orque
orteil ortie orvet oseille osier otarie oubli ouest ourlet ours oursin ourson outarde outil ouverture ouvrage ovale
ozone pacte pagaie page pagode paille paillette pain paire palais palette palme palmier palourde panache panda
panier panneau panorama pantalon pantin papaye papillon paquebot parade paradis parapluie parasol parchemin pardon
parfum parking parmesan paroi parole parquet parrain part partage partir parure passage passant passeport passoire
pastel pastille patate patience patinoire patio patrie patron pause pavillon pavot pays paysage paysan pelage pelote
pelouse peluche pendule pensif pente perche perdrix perle permis perroquet perruche perruque persil personne pesant
petit peuple peuplier phare pharmacie phasme phoque photo phrase physique piano pied pierre pieuvre pigeon pigment
pile pilier pilote pinceau pingouin pinson pintade pioche pion pipeau pipette pique piquet pirogue pirouette piscine
pissenlit pistache piste pitre pivert pivoine pivot pizza placard place plafond plage plaine plaisir planche planeur
plantain plante plaque plastron plat platane plateau plein pliage plinthe plongeon pluie plume plumier plus pluvier
poignet point pointure poireau poirier poisson poivre poivron polaire poli pollen polygone pomelo pommade pommier
pompe pompier pompon poncho pont ponton popcorn porc porche portail porte portion portrait positif postier potage
potager poteau potiron pouce poulain poule poulet poulie poupon pour pousse poussin poutre pouvoir prairie praline
pratique premier presque presse preuve primaire primeur prince principe printemps prisme prix prochain produit
profil profond programme projet promenade prompt propre prose proverbe province prudence prune prunelle prunier
public puce puis puits pull pulpe puma pupille pupitre puzzle pyjama pyramide python quai quantique quart quartier
quartz quatre quatuor quenelle question quetsche quiche quintal quinze quitte quiz quota quotidien raccourci racine
radar radio rafale rafting rail raisin rallye ramage rameau rampe ranch rang rapide rappel raquette rare rasoir ravi
ravin rayon rayure recette record recueil reflet refrain refuge regain reine relais relief remise remorque renard
rendu renfort renne rentable renvoi repas replet repos reptile requin rescousse respect ressort reste retard retour
revers revue rhubarbe rhume riant richesse rideau rigole ring risotto rivage rival rive robe robinet robot robuste
rocade rocher roitelet roman romarin rond rondeau rondin ronfleur rosace roseau rosier rossignol rotonde rouge
rougeur rouille rouleau roulotte route routine roux royal royaume ruban ruche rugby ruisseau rumba rumeur rural
rythme sable sablier sabot sachet sacoche safari safran saison salade salaire salami salopette salsa salut samba
samedi sandale sandwich sangle sanglier sapeur sarbacane sarcelle sardine sarment satellite satin sauce saucisse
sauge saumon sauna savane savant savon saxophone scierie sciure scooter score scorpion scout sculpteur seau secours
secret seigle seigneur selle semaine semelle semoule senteur sentier sept septembre serein sergent seringa serpent
serpette serrure serveur serviette seuil seul sieste sifflet signal signature signe silence silex sillage sillon
simple sinus siphon sirocco sirop site situer skate slalom smoking snack sofa soif soir soixante soja soldat sole
soleil solide solo solution sombre sommeil sommet somptueux sonate sonde songe sonnette sorbet sortie sosie souche
souci soudain soudure souffle souhait soulier soupape souple source sourcil sourire souris souvenir spatule
spectacle spirale splendeur spontane sport square stade stage standard star station statue steak stock stop store
strict structure studio style stylo subtil succulent sucette sucre suite sujet superbe surface surfeur surprise
surtout svelte symbole symphonie table tableau tablette tablier tabou tabouret tactile tadorne taille tailleur
talent talon talus tambour tamis tampon tandem tangage tango tangue tapage tapioca tapir tarte tartine tasse tatou
taupe taureau taxi technique teckel teint teinture temple tempo temps tenaille tendre tennis tenon tenue termite
terrain terrasse terre terreau terrier test tigre tilde tilleul timbale timbre tipi tirage tirelire tiroir tisane
tisonnier tisserand tissu titane toast toboggan toge toile toit tomate tombola tondeuse tonique tonne tonneau
tonnerre topaze toque torchon torero torrent tortue totem toucan touche touffe toujours toupie tourbe touriste
tournesol tournevis tournoi tracteur tradition trafic train trait trajet tram tranche transat transit trapeze trappe
travail travers tremplin trente tresse treuil triangle tribord tribu tribune tricolore tricot tricycle trident trio
triomphe triple triton trognon trois trombone trompette tronc tropique trottoir trou troupeau trousse truelle truffe
truite tube tulipe tulle tunnel turban turbine turbot turquoise tutu tuyau type ultime unifier union unique univers
usine ustensile utile utopie vacances vache vague vaillant vainqueur vaisseau vaisselle valeur valse vanille vanneau
varan varech vaste veau vedette veilleur velours vendange vendeur vendredi ventouse verdure verger verre verrou
versant verso vert verveine veston viaduc viande vibrant victoire vide vieil vigilant vigne vigneron vigueur villa
village vinaigre vingt violet violette violon virage virgule visiteur vison vitamine vitesse vitrail vitre vitrine
vivace vivant voile voilier voisin voiture volaille volant volcan volley volt volume volute vote voyage voyageur
voyelle vrai vrille wagon wallaby wapiti western xylophone yacht yaourt yoga yourte yoyo zeste zinc zodiaque zone
zoologie zoom zouave
`
  .trim()
  .split(/\s+/);
