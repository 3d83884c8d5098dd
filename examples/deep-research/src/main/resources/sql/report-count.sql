select count(*) from report where report = :#report
