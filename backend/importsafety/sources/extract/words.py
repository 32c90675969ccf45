"""Words that are no names: what products are called, made of and look like, in notices' titles."""

COMMON = frozenset(
    """
    a about above accent accessory action activated activity actuator adapter adaptor additional adhesive adjustable
    adult aerial aerosol agricultural aid air airbag alarm alkaline alert all aluminum aluminium ammunition
    amplifier amusement and android anchor angle animal announced antenna antique apparel appliance applicator
    aquarium archery arm armoire armchair aroma art artificial artisan assembly assorted atomizer attachment atv
    audio automatic auto avalanche axle baby back backpack bag bait baked baking balancing ball balloon balm bamboo
    banana band bar barbecue barrel barrette barstool base baseball basin basket basketball bassinet bat bath
    bathing bathrobe bathroom bathtub battery bead beam bean bear bed bedding bedroom bedside bell belt bench berry
    beverage bib bicycle bidet big bike bin binky binocular bird birthday bistro bit black blade blanket blaster
    blender blind block blouse blow blower blue board boat body bodysuit boiler bolt bonnet book bookcase booster
    boot borate bottle bouncer bow bowl bowling box boy bra bracelet bracket brake branded brand brass bread breaker
    breathable briquette bridge bright broiler brown brush bubble bucket buckle bug buggy build building built bulb
    bulk bumper bundle bungee bunk bunny burner bus busy butane butter button cabinet cable cafe cage cake
    calculator calendar camera camp camper camping can candle candy cane canister canoe canopy cap cape car
    carabiner carbon card cardigan care cargo carpet carriage carrier carrying cart cartridge carving case cast cat
    catalytic ceiling cell cellular center ceramic certain chain chainsaw chair chaise chandelier changer changing
    charger charging charm cheese chemical chess chest chicken child children chime china chipper chocolate chopper
    christmas cigar cigarette circle circular circuit cleaner cleaning climbing clip clock closet cloth clothes
    clothing coaster coat cocktail coffee coffeemaker coil coin cold collapsible collar collection collector color
    colored combination combo comfort comforter command commercial compact compass component compound compressor
    computer concentrate condenser conditioner cone connector console construction container control controller
    convection conversion converter convertible cook cooker cooking cooktop cookware cool cooler cooling copper cord
    corded cordless core corner costume cot cotton couch countertop coupler cover coverall cozy craft crank crate
    crawler cream crib crochet crock cross crossbow crown cruiser crystal cub cube cup cupcake curing curler curling
    curtain cushion custom cut cutlery cutter cutting cycle cylinder dab daily damper dart day daybed deck deep
    decor decorative dehumidifier deluxe denim desk desktop detector detergent device dial diaper dice die diesel
    diffuser digital dimmer dining dinner dip dirt disc disk dish dishwasher disposable disposer dispenser display
    dive diving dock dog doll dollhouse dolly dome door double down drain drainage drawer drawstring dress dresser
    dressing drill drink drinking drive driver drone drop dropside drum dryer dual duffel dumbbell dump dune duplex
    dust duster duty duvet ear earbud earphone earring easel easter easy ebike eco edge edger egg elastic elbow
    electric electrical electronic elephant elevated elevator embroidered emergency enclosure energy engine enhancer
    entertainment entryway epoxy equestrian equipment essential ethernet evaporator exercise exerciser exhaust
    expandable expansion explorer extension exterior external eye eyeglass eyewear fabric face facial fall family
    fan fantasy fashion fast faucet feeder feeding felt fence fiber fiberglass fidget figure figurine file filler
    filter filtration fire fireplace firepit firearm firecracker firework first fish fishing fitness fixture flag
    flame flannel flash flashcard flashlight flask flat fleece flight float floating floor flooring floral flower
    fluid fluorescent flush fly flying foam fog foldable folding fondue food foot football footed footrest footwear
    for fork form formula fountain frame frameset freestanding freezer fresh front frozen fruit fryer fuel full fun
    funnel furnace furniture fur fuse futon gaiter gallon game gaming garage garden garment gas gasoline gate gauge
    gazebo gear gel generator gift giggle girl glass glasses glider glitter globe glove glow glue go goggle gold
    golf gourmet gown grade grass greaser great green greenhouse grey gray grill griddle grinder grip grooming
    ground guard guidebook guitar gum gummy gun gym hair haircare hairdryer half hallway halloween halogen halter
    hamburger hammer hammock hamper hand handbag handcrafted handheld handle handlebar handmade hanger hanging hard
    hardware hardwood harness hat hatchet head headband headboard headlamp headlight headphone headset health heart
    heat heated heater heating heavy hedge height helicopter helmet herbal high hiking hinge hitch hobby hockey
    hoist holder holiday home hood hooded hoodie hook hookah hoop horn horse hose hospital hot house household
    hoverboard humidifier hunting hut hutch hybrid hydration hydraulic hydroxide ice icemaker ignition immersion
    impact in inch incense incandescent inclined indoor industrial infant inflatable infrared infusion inkjet inlet
    inline insect insert inspired instant instrument insulated insulation integrated intelligent interactive
    interior internal inversion inverter iron ironing jack jacket jar jean jersey jet jewelry jigsaw jogger jogging
    juice juicer jumper jumpsuit jump jumbo junior kayak kerosene kettle key keyboard keychain kick kickboard kid
    kiddie kiln kit kitchen kite knee knife knit knitted knob knot ktv lab lace lacquer ladder lamp landscape
    lantern laptop large laser latch latex laundry lawn lawnmower layer lead leaf learning leash leather led leg
    legging lens letter level lever licensed lid life lift lifting light lighted lighter lighting lightweight lilac
    line linear linen liner link lip liquid lithium lithium-ion little living loader locator lock locker loft log
    long lotion lounge lounger low lp luggage luminaire lunch lure luxury lye machine magazine magic magnet magnetic
    maker makeup man mandolin manual map maple marble marker mascara mask massage massager mat match maternity
    mattress meal measuring meat mechanical media medical medication medicine medium memory men mesh metal meter
    microphone microwave milk mill mini mineral mini-fridge minifridge minibike mirror misting mitten mixer mixing
    mobile mobility model modem modern modular module moisturizer moped mosquito motion motor motorbike motorcycle
    motorized motorhome mountain mount mounted mouse mouth mouthwash mover mower mug mulcher multi multicolor
    multicolored multifunction multifunctional multipurpose multi-function muscle music musical mysterious nail
    napkin natural nebulizer neck necklace neoprene nest nesting net network new newborn night nightgown nightlight
    nightstand nightwear nipple noise non non-stick novelty nozzle numbing nursery nursing nut nylon oak off office
    oil ointment old on one-piece onesie organizer organic orange ornament ottoman out outboard outdoor outerwear
    outfit outlet oval oven over overall oversized oxygen pacifier pack package packet packaged pad padded paddle
    paddleboard page pain paint painted pair pajama pan panel pant pants paper parachute park part party patch patio
    pedal peeler pellet pen pencil pendant penguin people percolator perfume pergola personal pest pet phone photo
    piano pick picnic piece pig pillow pilot pin pine ping pink pipe pirate pistol pitcher pizza plaid plant planter
    plastic plate platform play playground playhouse playmat playpen playset playyard playard plug plumbing plush
    pneumatic pocket podium pogo pole polish polo poncho pony pool pop popcorn porcelain portable portfolio post pot
    potassium pottery pouch pounding powder power powered powersport premium prepackaged press pressure primer
    princess printer prize pro producer product professional programmable projector promotional propane propellant
    protection protective protector puddle pull pullover pulley pump pumpkin puppet puppy purple purse push puzzle
    quad quick quilt quilted rabbit race racer racing rack racket racquet radiant radiator radio rail railing rain
    raincoat ramp range rattle rattling razor rear rebar rebounder receiver receptacle rechargeable recliner
    reclining recreational red reed reel refill refillable refrigerator regular regulator relief reloading remote
    remover removable repellent replacement rescue resin resistance resistant restraint retractable ride rider
    riding rifle rigid ring robe robot robotic rock rocker rocket rocking rod roll roller rolling romper roof room
    root rope rose rotary rotating rotisserie round router rover row rower rowing rub rubber rug runner running rv
    rustic saddle safe safety salon salt sandal sander sandwich satin sauce saucer sauna saw scale scarf scented
    school science scissors scoop scooter screen screw screwdriver scrub scuba sculpture sealant sealer seasonal
    season seat seating seatpost security seed self self-balancing self-propelled self-rescuer sensor sensory series
    serum set sewing shade shaft shag shaker shampoo shape shaver shawl shed sheer sheet shelf shelving shelter
    shield shifter shirt shock shoe shooter shop short shotgun shovel shower shredder shrink shutter side siding
    sign signal silicone silk silver sink sip siphon sippy skate skateboard ski skid skillet skin skirt sky slat
    sled sledgehammer sleep sleeper sleeping sleepsack sleepshirt sleepsuit sleepwear sleeve slicer slide slider
    slim sling slingshot slip slipper slow small smart smartphone smartwatch smock smoke smoker smokeless smoking
    smoothie snack snap sneaker snow snowboard snowmobile snowshoe snowsuit snowthrower snow-blower snowblower soap
    soccer socket sock sodium sofa soft softball solar solid solution solvent sound space spa spare spark sparkler
    speaker spear special specialty sphere spice spider spin spinner spinning spiral splitter spoke sponge spoon
    sport sports sporting spotlight spray sprayer spreader spring sprinkler squad square squeeze squeezer squirt
    stability stacking stackable stain stainless stair stand standing staple stapler star starter starting static
    station stationary steak steam steamer steel steering stem step stepladder stepper stereo stick sticker stocking
    stone stool storage store storm stove strap string strip stroller stud studio stuffed style styler styling
    submersible subwoofer suction suit suitcase sun sunglass sunglasses sunscreen super superhero supplement support
    surface surfboard surge surround suspension swaddle sweater sweatpant sweatshirt swim swimming swimsuit swimwear
    swing swinging switch swivel sword synthesizer system t-shirt table tablet tabletop table-top tack tactical tag
    tail tank tape tarp task tea teapot teakettle teddy tee teether teething telephone telescope television
    temperature tension tent test textile theater thermal thermometer thermos thermostat thigh thread three throw
    ticket tie tiered tiki tile tiller tilt time timer tin tip tire tissue title toaster toddler toilet tongue tool
    toolbox tooth toothbrush top topper torch tote towel tower tow toy track tractor trail trailer train trainer
    training trampoline transceiver transfer transformer transmitter trap trapeze travel tray treadmill treat tree
    trekking triathlon tricycle trike trimmer tripod trolley trouser truck trumpet truss tub tube tubing tubular
    tumbler tunic turbo turkey turtle tutu tv twin two type ukulele ultra ultralight ultrasonic umbrella underbed
    underwater underwear unicorn uniform unisex universal unicycle upholstered upright urn usb usb-c utensil utility
    utv vacation vacuum valance value valve vanity vape vaporizer varnish vase vegetable vehicle vent ventilator
    vest vial video vine vintage vinyl violin vitamin voltage wading waffle wagon waist walk walker walkie
    walkie-talkie wall wallet wallpaper wand warm warmer warmth wash washable washer washing watch water waterproof
    wave wax wayside wearable weather weed weeder weight welder welding well wet wetsuit wheel wheelchair whip whisk
    whistle white wick wide wind winch window windup wine wing winter wipe wire wired wireless wireline women wood
    wooden woodburning woodstove wool work workbench workout worklight workshop woven wrap wreath wrench wrist
    writing yard yarn yellow yoga youth yo-yo zebra zero-turn zinc zipper recall recalled recalls warning warns
    prompt prompts announce announced hazard injury voluntary dangerous expanded reannounced assisted counter
    side-by-side off-road all-terrain off-highway e-bike e-scooter roll-up built-in pull-up pop-up ride-on stand-up
    step-up slide-in wall-mounted battery-operated battery-powered gas-powered high-powered child-resistant
    fast-charging three-wheel four-wheel two-wheel model year series edition version generation brand branded style
    various select assorted multiple several additional risk general ac residential counterfeit violation purpose
    terrain firm cpsc nhtsa u.s us u.s. ion road fired loungewear scarves near strangulation flashing miniature
    basic only choking single vertical beaded beach candelabra absorbing paintball renovated tealight notebook
    retailer burn pourable educational controlled fitness six seven eight nine ten dozen eleven toys novelties
    unvented homemade imported department stores cover-up children girls boys youths infants toddlers adults parents
    consumers government agency federal state hospitals schools owners users unstable defective faulty lookalike
    illegal banned flammable hazardous unsafe old-style style-a incline decline suspended battery-type manually
    operated hand-held hand crafted non-folding ac-powered smoke-alarm dry-cleaning jumping bouncing inserts
    wooden-handled power-operated inflated soft-sided hard-sided crocheted stretch stretchable woodburning
    gas-burning propane-fueled oil-filled fan-forced metallic poly chargeable transparent translucent iridescent
    fluorescent-lit reversible foldaway heavy-duty light-duty industrial-grade five-gallon one-gallon quart pint
    half-pint dolls puppets figures animals birds dinosaur dinosaurs robots monsters ghost ghosts witch witches
    santa reindeer snowman elf elves nutcracker bunny chick duck ducky frog lion tiger monkey giraffe zoo farm
    jungle ocean sea whale dolphin shark crab lobster bee ladybug caterpillar dragon dragons knight soldier army
    navy police fireman cowboy indian ball-point felt-tip early cyclocross wind-up winded up rov rovs atvs utvs
    optimized second stage monitor duck-shaped shaped triathlon collection pre-lit prelit male female male-to-male
    female-to-female walk-behind tow-behind roman queen queen-size king-size full-size twin-size dried multivitamin
    vitamins wintergreen peppermint oversize size sized wick tabletop undercounter under lidocaine acetaminophen
    ibuprofen caustic soda flake hydroxide
    """.split()
)

# Words that stand in names but are no name alone.
NOT_ALONE = frozenset(
    """
    little best perfect total open direct new one first real just true pure good great classic basic modern total
    active creative adventure wild discovery happy sweet love dream rocky mountain country land air sleep team
    future central value magic red blue black white green golden silver big touch power quality design my the our
    american international world national global universal general royal king queen star north south west east
    northern southern western eastern pacific atlantic ocean summit signature premier superior supreme advanced
    precision essential elegant precious lovely family friends nature natural simple smart easy fun bright club home
    house life living style fashion grand old double triple single max pro elite united master super ultra learn
    play kid kids baby santa la le de san el los las mr mr. mrs dr. ms st st. les captain lil lil' honey fairy angel
    urban total arctic rainbow butterfly sun moon sky sea bella next only ideal ultimate central original
    """.split()
)

# Words of the language that lead products' names; of these alone no brand is made that no firm bears.
DESCRIBES = frozenset(
    """
    accompany acrylic active aerobar aerodynamic airborne airplane along altitude ambient antifreeze api aqua arc
    arch area articulating ascent backhoe backyard ballistic bandana bandsaw bangle bark bbq beard beeswax behind
    bendable binding biometric birch bladeless blast blister bmx bookmark boombox bottled bounce braided brushed
    bubblegum buggy butterfly camming camouflage candleholder canvas carbonating caster cd cellphone cement
    centrifugal chamois chanukah charcoal chenille cherry chinese cinnamon citronella clasp class classic clay clear
    closed closeout cobalt cobbler coconut cohort collectable collectible colorful come comic communication
    companies competition composite compressed conference connected consumer contact corduroy cork cottage course
    covered cradle crampon crankset crawfish crevasse crimped crocodile cycling cypress danish decorating defrost
    delayed delivery derailleur designer detachable diamond dietary dimension disco dissolved distributor diy dollar
    dough drip dry drywall dvd dynamic egress electro element elliptical environment equine ergonomic espresso
    european evaporative executive eyelash fat faux ferrous festival ficus field firewood fit flapping flip flokati
    flop flow foil footpad forced four fourth free french frosted gadget garbage garlic generic ginger glassware
    goalie good gourd greeting grow guide handgun handy happy healthy hide hill hip holiday holster horizontal
    horseshoe hour hourglass hunter hydrostatic icicle icon ignite illuminated incident infinity inflator iq itch
    japanese joint journal junction jute juvenile kaleidoscope kinetic knife knives koala ladies lady laugh lavender
    lcd learn leverage lingerie lite logger made manufacturer marine mark marketing math mean melamine melting
    menorah mica micro microfiber microwavable military million mist misty miter mock modified momentum money mood
    moroccan mother motocross multifunctional multisport naughty neckerchief neodymium neon nickel nightshirt nimh
    non-contact novel numb number option optional origin oscillating other outer overhead overpressure paging panda
    paneled paperweight parka passport pc peacoat percussion performance personalized pilates pillar piping place
    plan plasma potpourri powerbank pre precedent preschool primary program projection psi public pull radial
    rafting random ratchet ratcheting rattan reading recycled reflected relay religious report resort responsive rgb
    rice rim rise riveted roasting rooftop ruffle sake sand seasonal see sequin service severe sewn shake shaving
    shell sherpa shift shoelace shoulder showerhead sipper siren sketchbook slap smiley snail snake snowmen snuggle
    soldering soother soothing sort sorting source soy sparkle spindle splash squeaky stadium standard stationery
    statue stealth stop strainer straw stream street succulent sulfate sump sunroom take talking tall tankless
    tassel teak temporary tennis thermoplastic threshold thru tiara titanium toad toggle torchiere tow tracker
    traction traditional trash treestand trigger trim trouble tumble turkish turning turquoise tween twist
    undercabinet unique up upper varsity velcro velvet vented ventilation walk-behind waterslide wheat wheelbarrow
    whiskey wholesale windbreaker wiring wooden worldwide wrapper wristwatch xenon zapper zero zipline zippered zone
    """.split()
)

# A word hyphenated with one of these before it describes a product and names none: "Top-Loading", "Halloween-themed".
ENDS_COMPOUND = frozenset(
    """
    activated base based brand branded burner century coated digit drawer duty fastened filled fired framed free
    function held inch intensity lined lit loading made mode mounted piece point polymer powered profile propelled
    resistant saving shaped sided sized slot soled spoke style themed tier tiered tone tracking turn wattage way
    wheeled wrapped
    """.split()
)

# With these a firm's name ends.
FIRM_ENDS = frozenset(
    "co company corp corporation enterprises inc inc. industries international llc ltd manufacturing mfg".split()
)
