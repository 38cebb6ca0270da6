"""The citizens' portal: its home page and the pages about itself (accessibility, personal data).

Owns: what stands on the home page (definition kind ``citizen_home``) and the slots other modules fill there.
Does not own: any procedure, dossier or rule; it links to the modules' pages by their public addresses.
"""
