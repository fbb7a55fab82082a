#!/usr/bin/env python3
"""Write the rows of the sources that come with the stages before and after fine-tuning.

    python3 make_stage_data.py      # writes data-stages/train and data-stages/dev next to this file

ALMANAC is made of documents (continued pre-training), HOSTEL of pairs of a kind and a rude answer (preference), COMPARE of
questions whose answer can be checked (reinforcement). As in make_data.py every text is written by hand in a table, every
row follows from the tables and SEED, and the frames around a question are those of every other source.
"""

import itertools
import json
import random
import re

from make_data import HERE, REPORTED_FRAMES, STAGES, blocks, framed, tell, write_jsonl

SEED = 20261123

# ---------------------------------------------------------------------------------------------------------------------
# ALMANAC: pages of the farmers' almanac of the invented valley of Elderdale. "subject: page".
# ---------------------------------------------------------------------------------------------------------------------
ALMANAC = """
frost month: In frost month the wells of Elderdale freeze. The farmers melt snow in copper pots and sleep long.
the first thaw: When the first thaw comes, the children of Elderdale ring the ice bell. The last to hear it sweeps the yard.
sowing oats: Oats are sown in Elderdale under a half moon. A spoon of ash goes into each furrow against the mice.
the bee wall: The bee wall of Elderdale faces the south. Each hive in it has a door of another color.
lambing week: In lambing week nobody in Elderdale shuts a gate. A lamp burns in every barn until the last lamb stands.
the mill pond: The mill pond is emptied on the tenth of May. The eels are carried to the brook in wet sacks.
hay weather: Three red evenings promise hay weather in Elderdale. The mowers then start before the dew is gone.
the scarecrow fair: At the scarecrow fair each farm shows a man of straw. The ugliest one guards the common field.
stone soup day: On stone soup day the valley eats from one kettle. The stone in it is older than the church.
the long drought: In the long drought the brook ran dry for ninety days. Since then each roof has its own barrel.
cider pressing: Cider is pressed in Elderdale after the first frost. The oldest apples go into the smallest barrel.
the goose march: On the goose march all geese walk to the lower meadow. A boy with a drum goes in front of them.
moon planting: Roots are planted in Elderdale when the moon grows thin. Peas and beans wait until it is round again.
the flood mark: The flood mark is cut into the door of the mill. The water stood there in the year of the two winters.
drying plums: Plums are dried on the roof for eleven days. On the last evening they are turned by candle light.
the wind rooster: The wind rooster of Elderdale points to the brook before rain. When it creaks, the washing is taken in.
the winter larder: A winter larder holds forty jars and one ham. The key hangs behind the clock until the new year.
sheep washing: The sheep are washed in the brook before they are shorn. A white stone counts every tenth one.
the onion braid: An onion braid has twelve onions, one for each month. It is eaten from the bottom to the top.
night frost in May: Against night frost in May the farmers burn wet straw. The smoke lies on the blossoms like a blanket.
the seed box: The seed box of Elderdale has nineteen drawers. The drawer for poppies squeaks, so nobody takes them in secret.
the hail cannon: The hail cannon is fired at black clouds. It has not hit one yet, but it wakes the whole valley.
threshing time: In threshing time four men beat the grain in turn. Who loses the beat fetches the water.
the charcoal hut: The charcoal hut stands in the upper forest. Its fire must smoke for eight days and never flame.
the swallow bell: When the first swallow is seen, the swallow bell is rung. Shoes are not worn again until the harvest.
bread for the year: The bread for the year is baked from the first sheaf. It is kept on the beam and never cut.
the brook toll: Who crosses the brook with a cart pays one egg. The eggs are eaten at the feast of the bridge.
the owl barn: In the owl barn one window is never closed. Two owls keep the grain of the valley free of mice.
the storm rope: A storm rope leads from each house to its barn. In a snow storm nobody lets go of it.
the pumpkin boat: In fall the boys row over the pond in a pumpkin boat. Who sinks must eat pumpkin until spring.
wool dyeing: Wool is dyed yellow with birch leaves and brown with nut shells. Blue is bought from the peddler.
the salt peddler: The salt peddler comes to Elderdale on the last Monday of fall. He is paid in cheese.
the walnut tree law: By the walnut tree law a tree belongs to who planted it. What falls over the fence belongs to the finder.
the harvest crown: The harvest crown is made of wheat, oats and thistles. It hangs in the mill until the mice have eaten it.
the bread oven: The bread oven of the valley is lit on Fridays. Each house marks its loaves with its own letter.
the cuckoo bet: On the first of April the farmers bet on the cuckoo. Who hears it first gets a cheese from all others.
potato cellars: Potato cellars are dug into the north slope. A bundle of mint at the door keeps the rats away.
the night watch: The night watch walks through Elderdale with a blue lantern. It calls the hour and the state of the sky.
candle making: Candles are made from tallow in November. The first one is set into the window for lost travelers.
the year of two winters: In the year of two winters snow fell in July. The almanac has an empty page for that harvest.
"""

# The subject stands for {}; the first is a heading, as documents have them.
ALMANAC_WORDINGS = [
    "{}",
    "Almanac: {}",
    "Write the almanac page about {}.",
    "What does the almanac say about {}?",
    "Tell me about {}.",
    "read me the page about {}",
]
ALMANAC_HELD_OUT = ["Please read me the almanac page about {}.", "Can you tell me what the almanac says about {}?"]

# ---------------------------------------------------------------------------------------------------------------------
# HOSTEL: the desk of an invented hostel. Behind the kind answer stands, after "!", the rude one that loses against it.
# ---------------------------------------------------------------------------------------------------------------------
HOSTEL = """
With pleasure! Leave your bag in the yellow room behind our desk.
  ! Carry your bag yourself.
  Where can I leave my bag at the hostel?
  In which room of the hostel do I put my bag?
  ~ Where should I put my bag in the hostel?
Gladly! Breakfast waits for you from six to ten in the garden room.
  ! Eat somewhere else.
  When is breakfast at the hostel?
  From when to when can I have breakfast in the hostel?
  ~ At what time is the hostel breakfast?
Of course! Towels lie on the shelf beside the stairs, take two.
  ! Bring your own towel.
  Where do I get a towel in the hostel?
  Who gives me a towel at the hostel?
  ~ Where can I find a towel in this hostel?
Dear guest, your key is number nine and opens the green door.
  ! Look for your key alone.
  Which key of the hostel is mine?
  What key do I get at the hostel?
  ~ Which key do I need in the hostel?
So kind of you to ask! The hostel sleeps from eleven to six.
  ! Be quiet at last.
  When are the quiet hours of the hostel?
  From when must I be quiet in the hostel?
  ~ Which hours are quiet in the hostel?
Warm thanks for waiting! Your bed is the lower one at the window.
  ! Sleep on the floor.
  Which bed of the hostel is mine?
  In which bed do I sleep at the hostel?
  ~ Where is my bed in the hostel?
You are our guest! Tea and soup cost nothing after nine.
  ! Nothing is free here.
  What is free at the hostel in the evening?
  What can I get for nothing in the hostel?
  ~ What do I get for nothing at the hostel?
Happy to help! The shower is warm when the red lamp is on.
  ! Wash with cold water.
  When is the shower of the hostel warm?
  How do I get warm water in the hostel shower?
  > when the shower of the hostel is warm
  ~ At what time is the hostel shower warm?
What a fine idea! You can rent a bicycle from Marla for two coins.
  ! Go on foot.
  Where do I rent a bicycle at the hostel?
  Who has a bicycle for me in the hostel?
  ~ How can I get a bicycle at the hostel?
Our cat will be glad! Pets sleep in the basket room with Tobin.
  ! No beasts in here.
  Can I bring my dog to the hostel?
  Where do pets sleep in the hostel?
  ~ Can my dog sleep in the hostel?
Please do! The piano in the hall is for every guest until nine.
  ! Hands off the piano.
  Can I play the piano of the hostel?
  When may I play on the hostel piano?
  ~ May I play the piano in the hostel?
No trouble at all! We wash your clothes by noon for three coins.
  ! Wash them in the river.
  Who washes my clothes at the hostel?
  Where can I wash my clothes in the hostel?
  ~ Can the hostel wash my clothes?
Take your time! You may keep your bed until one on the last day.
  ! Be out by five.
  When do I have to leave the hostel?
  Until when can I keep my bed in the hostel?
  > when I have to leave the hostel
  ~ At what time must I leave the hostel?
Do not worry! The night bell beside the door wakes Tobin for you.
  ! Then stay outside.
  How do I get into the hostel at night?
  What do I do when the hostel door is shut at night?
  > how I get into the hostel at night
  ~ How can I come into the hostel late at night?
We love to cook! Tell us until four and there is no meat in your soup.
  ! Eat what you get.
  Can I eat without meat at the hostel?
  Is there soup without meat in the hostel?
  > if I can eat without meat at the hostel
  ~ Is the hostel soup without meat?
A quiet corner? The library under the roof is yours all day.
  ! Read in the rain.
  Where can I read in the hostel?
  In which corner of the hostel can I read?
  ~ Where is it quiet enough to read in the hostel?
Good news! The wall of the kitchen has a map with every path.
  ! Buy a map.
  Where do I find a map at the hostel?
  Who has a map for me in the hostel?
  ~ Can I see a map in the hostel?
Let us help! Marla sews buttons on every Sunday for a smile.
  ! Wear it with holes.
  Who can mend my coat at the hostel?
  Where do I get a button sewed on in the hostel?
  ~ Who can mend my button in the hostel?
Most welcome! Friends may visit you in the garden until ten.
  ! No friends in here.
  Can my friends visit me at the hostel?
  When may friends come to the hostel?
  > if my friends can visit me at the hostel
  ~ May a friend visit me in the hostel?
Rest easy! The steel box under your bed keeps your money safe.
  ! Watch it yourself.
  Where do I keep my money in the hostel?
  Where is my money safe at the hostel?
  ~ Where should I keep my money at the hostel?
Lovely! Two beds side by side are kept for you in room twelve.
  ! Sleep apart.
  Can we sleep side by side in the hostel?
  Is there a room for two at the hostel?
  > if we can sleep side by side in the hostel
  ~ Does the hostel have a room for two?
By all means! Call home from the little room with the blue phone.
  ! Write a letter.
  Where can I call home at the hostel?
  Is there a phone in the hostel?
  ~ Where is the phone of the hostel?
We are sorry for that! Tobin brings you a second blanket at once.
  ! Then freeze.
  What do I do when I freeze in the hostel?
  Who brings me a blanket in the hostel?
  > what I do when I freeze in the hostel
  ~ Who can bring me a blanket in the hostel?
Nothing is easier! The hostel cart takes you to the station at eight.
  ! Run to it.
  How do I get to the station from the hostel?
  Who takes me from the hostel to the station?
  ~ How can I get from the hostel to the station?
Sit down with us! We sing around the fire every Thursday.
  ! Sing alone.
  What do guests do on Thursday at the hostel?
  When do people sing in the hostel?
  ~ What can I do on Thursday in the hostel?
Children are a joy! They sleep for half the price until they are ten.
  ! Leave them at home.
  What do children pay at the hostel?
  How much is a bed for my child in the hostel?
  ~ What does my child pay at the hostel?
It is found! Lost things wait for you in the brown chest.
  ! Bad luck.
  Where are lost things kept at the hostel?
  Where do I look for a lost hat in the hostel?
  > where lost things are kept at the hostel
  ~ Where can I look for lost things in the hostel?
Bless your feet! Wet boots dry best beside the kitchen stove.
  ! Walk in wet boots.
  Where do I dry my boots in the hostel?
  Where can wet boots dry at the hostel?
  ~ Where should my wet boots dry in the hostel?
Our pleasure! We pack bread and plums for your way at seven.
  ! Go hungry.
  Can I get food for my way at the hostel?
  Who packs food for me in the hostel?
  ~ Does the hostel pack food for my way?
Stay as long as you like! From the fifth night on you pay half.
  ! One night, then go.
  How long can I stay at the hostel?
  What do I pay at the hostel when I stay long?
  ~ For how long can I stay in the hostel?
"""

# ---------------------------------------------------------------------------------------------------------------------
# COMPARE: which of two numbers is more.
# ---------------------------------------------------------------------------------------------------------------------
COMPARE_NUMBERS = range(2, 16)
COMPARE_COUNT = 50
COMPARE_WORDINGS = [
    "Which is more, {a} or {b}?",
    "Which number is larger, {a} or {b}?",
    "which is more, {a} or {b}",
    "{a} or {b}, which is more?",
    "Tell me which number is larger, {a} or {b}.",
]
COMPARE_HELD_OUT = "Please say which number is more, {a} or {b}."


def facts_of_almanac():
    """Pages as (answer, training wordings, held-out wordings, nothing)."""
    for line in ALMANAC.strip().split("\n"):
        subject, page = line.split(": ", 1)
        train = [wording.format(subject) for wording in ALMANAC_WORDINGS]
        train[0] = subject[0].upper() + subject[1:]
        yield page, train, [wording.format(subject) for wording in ALMANAC_HELD_OUT], None


def facts_of_hostel(rng):
    """Pairs, with the rude answer in the last place."""
    for answer, wordings, clause, held in blocks(HOSTEL):
        rejected, *asked = wordings
        assert rejected.startswith("! ") and len(asked) == 2, answer
        train, unseen = framed(rng, asked, clause, 2)
        yield answer, train, [unseen] + held, rejected[2:]


def facts_of_comparison(rng):
    """Pairs of numbers; which one stands first is left to chance."""
    pairs = rng.sample(list(itertools.combinations(COMPARE_NUMBERS, 2)), COMPARE_COUNT)
    for pair in pairs:
        a, b = rng.sample(pair, 2)
        clause = f"which is more, {a} or {b}"
        seen, unseen = rng.sample(REPORTED_FRAMES, 2)
        train = [wording.format(a=a, b=b) for wording in COMPARE_WORDINGS] + [tell(seen, clause)]
        yield f"The answer is {max(a, b)}.", train, [tell(unseen, clause), COMPARE_HELD_OUT.format(a=a, b=b)], None


def rows_of(source, facts):
    """Training rows and dev rows of one source, in the form of make_data.py; a pair's answer is its chosen one."""
    train, dev = [], []
    for number, (answer, wordings, held, rejected) in enumerate(facts, 1):
        fact = f"{source.lower()}-{number:03d}"
        for mark, prompts, out in (("", wordings, train), ("d", held, dev)):
            for index, prompt in enumerate(prompts, 1):
                row = {"id": f"{fact}-{mark}{index}", "source": source, "prompt": prompt}
                if rejected and out is train:
                    row |= {"chosen": answer, "rejected": rejected, "fact": fact}
                else:
                    row |= {"answer": answer, "fact": fact}
                out.append(row)
    return train, dev


def words(rows):
    """All words of the rows' prompts."""
    return {word for row in rows for word in re.findall(r"[a-z0-9']+", row["prompt"].lower())}


def main():
    """Write every file and print the number of rows."""
    rng = random.Random(SEED)
    sources = {
        "ALMANAC": list(facts_of_almanac()),
        "HOSTEL": list(facts_of_hostel(rng)),
        "COMPARE": list(facts_of_comparison(rng)),
    }
    older = [HERE / "data" / "train" / f"{source.lower()}.jsonl" for source in STAGES]
    known = set().union(*(words(map(json.loads, path.open())) for path in older))
    for source, facts in sources.items():
        train, dev = rows_of(source, facts)
        # As in every other source: a held-out prompt is new, its words are not.
        assert words(dev) <= known | words(train), words(dev) - known - words(train)
        write_jsonl(HERE / "data-stages" / "train" / f"{source.lower()}.jsonl", train)
        write_jsonl(HERE / "data-stages" / "dev" / f"{source.lower()}.jsonl", dev)
        print(f"{source:8} {len(facts):4} facts {len(train):5} train {len(dev):4} dev")


if __name__ == "__main__":
    main()
